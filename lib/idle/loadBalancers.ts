import { judgeUse } from "./compute.ts";
import type { Settings } from "./endpoints.ts";
import { monthlySaving, noSaving } from "./saving.ts";
import type { IdleVerdict, Mark, ScopeFacts, Subject, Traffic } from "./schema.ts";
import { reasons } from "./words.ts";

/** What is known of one load balancer that can stand behind an endpoint service. */
export interface LoadBalancerFacts {
  subject: Subject;
  state: string | null;
  type: string | null;
  createdAt: Date | null;
  firstSeenAt: Date;
  inventory: ScopeFacts | null;
  metrics: ScopeFacts | null;
  servicesScope: ScopeFacts | null;
  /** Endpoint services that stand on it. */
  serviceIds: string[];
  listeners: number;
  targets: number;
  healthyTargets: number;
  whole: Mark | null;
  detail: Mark | null;
  traffic: Traffic;
}

/**
 * Whether a load balancer is in use. That no endpoint service stands on it does not make it idle, since it may serve
 * others: only its own metrics can, and what stands on it goes into the reason.
 */
export function judgeLoadBalancer(facts: LoadBalancerFacts, settings: Settings): IdleVerdict {
  const { subject, traffic, whole, detail } = facts;
  const network = facts.type?.toLowerCase() === "network";
  const used = judgeUse(
    {
      what: "load balancer",
      ...(!network && {
        notCollected: `Metrics of ${facts.type ?? "such"} load balancers are not collected`,
      }),
      // "active" is what others call available.
      state: facts.state?.toLowerCase() === "active" ? "available" : facts.state,
      inventory: facts.inventory,
      metrics: facts.metrics,
      createdAt: facts.createdAt,
      existedAt: facts.createdAt ?? facts.firstSeenAt,
      marks: whole ? [whole] : [],
      ...(detail && { attempts: detail }),
      traffic,
      lateAfterMs: settings.lateAfterMs,
    },
    settings.rule,
    settings.now,
  );
  const reason = `${used.reason}; ${reasons.behind(facts.servicesScope?.fresh ? facts.serviceIds : null)}${
    facts.listeners === 0 && facts.inventory?.fresh ? ", and has no listener" : ""
  }`;
  const saving =
    used.state === "idle"
      ? monthlySaving(settings.prices, {
          ...{ product: "nlb-hour", region: subject.region, units: 1, at: used.asOf ?? settings.now },
        })
      : noSaving(null);
  return {
    ...subject,
    ...used,
    reason,
    saving,
    lastTrafficAt: traffic.lastTrafficAt,
    windowBytes: used.asOf ? traffic.bytes : null,
    evidence: {
      state: facts.state,
      createdAt: facts.createdAt,
      listedAt: facts.inventory?.lastSuccessAt ?? null,
      endpointServices: facts.servicesScope?.fresh ? facts.serviceIds : null,
      listeners: facts.listeners,
      targets: facts.targets,
      healthyTargets: facts.healthyTargets,
      bytes: used.asOf ? { "1d": traffic.bytes1d, "7d": traffic.bytes7d, window: traffic.bytes } : null,
      newFlows: used.asOf ? traffic.newConnections : null,
      asked: whole ? [{ grain: whole.grain, from: whole.collectedFrom, to: whole.watermark }] : [],
      note: saving.note,
    },
  };
}
