import { stringify } from "yaml";
import { type SloDefinition, windowOf } from "./definition.ts";
import { indicators } from "./indicators.ts";

/** Annotations for what OpenSLO has no field for. Its schema wants a dot in the prefix of a key. */
export const annotation = {
  minimumTotal: "slo.linkledger/minimum-total",
  noData: "slo.linkledger/no-data",
  perEndpoint: "slo.linkledger/per-endpoint",
  maintenance: "slo.linkledger/maintenance",
} as const;

/** The metric source: Linkledger counts from what it has collected, by indicator and selector. */
export const sourceType = "Linkledger";

/**
 * An objective as an OpenSLO v1 document (https://github.com/OpenSLO/OpenSLO). What is measured only, without an
 * objective, has an empty list of them.
 */
export function toOpenSlo(slo: SloDefinition): string {
  const { kind, threshold } = indicators[slo.indicator];
  const timeslices = kind === "timeslice";
  return stringify(
    {
      apiVersion: "openslo/v1",
      kind: "SLO",
      metadata: { name: slo.id, displayName: slo.title, annotations: annotationsOf(slo) },
      spec: {
        description: indicators[slo.indicator].source,
        service: "privatelink",
        indicator: {
          metadata: { name: `${slo.id}-sli`.slice(0, 63).replace(/-+$/, "") },
          spec: timeslices ? { thresholdMetric: metricOf(slo) } : ratioOf(slo, threshold !== null),
        },
        timeWindow: [timeWindowOf(slo)],
        budgetingMethod: timeslices ? "Timeslices" : "Occurrences",
        objectives: slo.objective === undefined ? [] : [objectiveOf(slo, timeslices)],
        alertPolicies: [{ alertPolicyRef: slo.policy }],
      },
    },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
}

function annotationsOf({ minimumTotal, noData, perEndpoint, maintenance }: SloDefinition) {
  return {
    [annotation.minimumTotal]: String(minimumTotal),
    [annotation.noData]: noData,
    ...(perEndpoint && { [annotation.perEndpoint]: "true" }),
    ...(maintenance.length > 0 && { [annotation.maintenance]: JSON.stringify(maintenance) }),
  };
}

function metricOf({ indicator, select }: SloDefinition, more: object = {}) {
  return { metricSource: { type: sourceType, spec: { indicator, ...more, select } } };
}

function ratioOf(slo: SloDefinition, hasThreshold: boolean) {
  const threshold = hasThreshold ? { threshold: slo.threshold } : {};
  return {
    ratioMetric: {
      counter: false,
      good: metricOf(slo, { ...threshold, events: "good" }),
      total: metricOf(slo, { ...threshold, events: "total" }),
    },
  };
}

function timeWindowOf(slo: SloDefinition) {
  const window = windowOf(slo.window);
  if (window.kind === "rolling") return { duration: `${window.days}d`, isRolling: true };
  const duration = window.unit === "month" ? "1M" : "1Q";
  return { duration, calendar: { startTime: "2026-01-01 00:00:00", timeZone: "UTC" }, isRolling: false };
}

function objectiveOf({ objective, threshold, indicator, title }: SloDefinition, timeslices: boolean) {
  const promised = { displayName: title, targetPercent: objective };
  if (!timeslices) return promised;
  const timeSliceWindow = sliceOf(indicators[indicator].stepSeconds);
  return { ...promised, op: "lt", value: threshold, timeSliceTarget: 1, timeSliceWindow };
}

/** A width as OpenSLO writes durations. */
export function sliceOf(seconds: number): string {
  if (seconds % 86_400 === 0) return `${seconds / 86_400}d`;
  return seconds % 3600 === 0 ? `${seconds / 3600}h` : `${seconds / 60}m`;
}
