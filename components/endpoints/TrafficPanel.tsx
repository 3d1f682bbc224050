"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { parseAsIsoDateTime, useQueryState } from "nuqs";
import { useMemo, useState } from "react";
import { TimePanels } from "#components/charts/TimePanels.tsx";
import { useClock } from "#components/ui/Clock.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState, ErrorState } from "#components/ui/States.tsx";
import { useAddressStates } from "#components/ui/useAddressStates.ts";
import type { Problem } from "#lib/api/problem.ts";
import type { Happening } from "#lib/charts/marks.ts";
import { perBucketLabel, trafficChart } from "#lib/charts/trafficChart.ts";
import type { ChartPanel } from "#lib/charts/trafficModel.ts";
import { resolveRange } from "#lib/inventory/endpointRange.ts";
import type { EndpointDetail } from "#lib/inventory/schema.ts";
import { type PackedMetrics, unpackMetrics } from "#lib/metrics/packed.ts";
import type { EndpointMetrics } from "#lib/metrics/schema.ts";
import { ChartTable } from "./ChartTable.tsx";
import classes from "./endpoint.module.css";
import { fetchJson, ProblemError } from "./fetchJson.ts";
import { RangePicker } from "./RangePicker.tsx";
import { rangeParsers } from "./rangeState.ts";
import { TrafficLegend } from "./TrafficLegend.tsx";
import { notMeasurable } from "./words.ts";

export interface TrafficPanelProps {
  endpoint: EndpointDetail;
  /** The server's answer for the range of the address at that time. */
  metrics: PackedMetrics | null;
  problem: Problem | null;
  /** What is marked on the time axis. */
  happenings: Happening[];
}

/** Traffic per zone on one time axis, with what changed marked on it. */
export function TrafficPanel({ endpoint, metrics, problem, happenings }: TrafficPanelProps) {
  const [range, setRange] = useAddressStates(rangeParsers);
  const [pinned, setPinned] = useQueryState("at", parseAsIsoDateTime.withOptions({ history: "replace" }));
  const { now, timeZone } = useClock();
  const [first] = useState({ ...range });
  const isFirst = range.range === first.range && range.from === first.from && range.to === first.to;
  const [table, setTable] = useState<ChartPanel | null>(null);
  const unmeasured = notMeasurable(endpoint);
  const initial = useMemo(() => metrics && unpackMetrics(metrics), [metrics]);
  const { data, error, isPlaceholderData, refetch } = useQuery({
    queryKey: ["endpoint-metrics", endpoint.vpcEndpointId, range],
    queryFn: ({ signal }) => {
      const parameters = new URLSearchParams(resolveRange(range, now));
      const id = encodeURIComponent(endpoint.vpcEndpointId);
      return fetchJson<EndpointMetrics>(`/api/v1/endpoints/${id}/metrics?${parameters}`, signal);
    },
    enabled: unmeasured === null,
    initialData: isFirst ? (initial ?? undefined) : undefined,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });
  const chart = useMemo(
    () =>
      data &&
      trafficChart({
        metrics: data,
        azIds: endpoint.azIds,
        happenings,
        timeZone,
      }),
    [data, endpoint.azIds, happenings, timeZone],
  );
  const message = error?.message ?? (isFirst ? problem?.detail : undefined);
  const badRange = (error instanceof ProblemError && error.status === 400) || problem !== null;
  return (
    <Panel
      id="traffic"
      title="Metrics per zone"
      provenance={
        unmeasured || !data
          ? undefined
          : {
              asOf: data.asOf,
              source: `CloudWatch, measured, ${perBucketLabel(data.periodSeconds)}`,
              href: "/collectors",
            }
      }
      actions={
        unmeasured ? undefined : <RangePicker range={range} onChange={(next) => void setRange(next)} />
      }
    >
      {unmeasured ? (
        <EmptyState title="Traffic cannot be measured">
          {unmeasured} Nothing is known, which is not the same as no traffic.
        </EmptyState>
      ) : message && (!chart || !isPlaceholderData || error) ? (
        <ErrorState title={badRange ? "This range cannot be shown" : "The traffic could not be read"}>
          {error && !(error instanceof ProblemError) ? "Linkledger cannot be reached." : message}{" "}
          {!badRange && (
            <button type="button" className={classes.linkButton} onClick={() => void refetch()}>
              Try again
            </button>
          )}
        </ErrorState>
      ) : chart && data ? (
        <div
          className={classes.chart}
          data-outdated={isPlaceholderData || undefined}
          aria-busy={isPlaceholderData}
        >
          <TimePanels
            chart={chart}
            timeZone={timeZone}
            onTable={setTable}
            pinned={pinned?.getTime() ?? null}
            onPin={(time) => void setPinned(time === null ? null : new Date(time))}
            onZoom={(from, to) =>
              void setRange({
                range: null,
                from: new Date(from).toISOString(),
                to: new Date(to).toISOString(),
              })
            }
          />
          <TrafficLegend chart={chart} metrics={data} />
          <ChartTable chart={chart} panel={table} timeZone={timeZone} onClose={() => setTable(null)} />
        </div>
      ) : (
        <div className={classes.chartSkeleton} role="status" aria-label="Reading the traffic" />
      )}
    </Panel>
  );
}
