import { judgeUse } from "./compute.ts";
import type { Settings } from "./endpoints.ts";
import { monthlySaving, noSaving } from "./saving.ts";
import type { IdleVerdict, Judgement, Mark, Saving, ScopeFacts, Subject, Traffic } from "./schema.ts";
import { reasons } from "./words.ts";

/** What is known of one endpoint service of ours. */
export interface ServiceFacts {
  subject: Subject;
  state: string | null;
  /** The earliest time at which it is known to have existed; AWS does not tell when it was created. */
  existedAt: Date;
  /** When it was created, where CloudTrail tells. */
  createdAt: Date | null;
  inventory: ScopeFacts | null;
  metrics: ScopeFacts | null;
  connectionsScope: ScopeFacts | null;
  /** Connections that exist, and of these from another region. */
  connections: number;
  crossRegionConnections: number;
  /** Other regions in which it is offered, each billed by the hour. */
  remoteRegions: number;
  whole: Mark | null;
  detail: Mark | null;
  traffic: Traffic;
}

/** Whether an endpoint service is in use: whether anything flows through it, and whether anybody is connected. */
export function judgeService(facts: ServiceFacts, settings: Settings): IdleVerdict {
  const { subject, whole, detail, traffic, connectionsScope } = facts;
  const countsAll = facts.crossRegionConnections === 0 || traffic.bytes > 0;
  const used = judgeUse(
    {
      what: "endpoint service",
      ...(!countsAll && { notPublished: reasons.crossRegion(facts.crossRegionConnections) }),
      state: facts.state,
      inventory: facts.inventory,
      metrics: facts.metrics,
      createdAt: facts.createdAt,
      existedAt: facts.createdAt ?? facts.existedAt,
      marks: whole ? [whole] : [],
      ...(detail && { attempts: detail }),
      traffic,
      lateAfterMs: settings.lateAfterMs,
    },
    settings.rule,
    settings.now,
  );
  const judged = withConnections(facts, used);
  const saving = savingOf(facts, judged, settings);
  return {
    ...subject,
    ...judged,
    saving,
    lastTrafficAt: traffic.lastTrafficAt,
    windowBytes: judged.asOf ? traffic.bytes : null,
    evidence: {
      state: facts.state,
      existedAt: facts.existedAt,
      createdAt: facts.createdAt,
      listedAt: facts.inventory?.lastSuccessAt ?? null,
      connections: connectionsScope?.fresh ? facts.connections : null,
      connectionsListedAt: connectionsScope?.lastSuccessAt ?? null,
      bytes: judged.asOf ? { "1d": traffic.bytes1d, "7d": traffic.bytes7d, window: traffic.bytes } : null,
      asked: whole ? [{ grain: whole.grain, from: whole.collectedFrom, to: whole.watermark }] : [],
      note: saving.note,
    },
  };
}

/** A service that nobody is connected to says so; it is known only where the listing of connections is fresh. */
function withConnections({ connectionsScope, connections }: ServiceFacts, judged: Judgement): Judgement {
  if (judged.state !== "idle" || !connectionsScope?.fresh) return judged;
  const words = reasons.connections(connections);
  const cause = connections === 0 ? "no-connections" : judged.cause;
  return { ...judged, cause, reason: `${judged.reason}; ${words}` };
}

function savingOf({ subject, remoteRegions }: ServiceFacts, judged: Judgement, settings: Settings): Saving {
  if (judged.state !== "idle") return noSaving(null);
  if (remoteRegions === 0)
    return noSaving("an endpoint service has no price of its own; its load balancer is judged by itself");
  return monthlySaving(settings.prices, {
    product: "vpce-service-remote-region-hour",
    region: subject.region,
    units: remoteRegions,
    at: judged.asOf ?? settings.now,
  });
}
