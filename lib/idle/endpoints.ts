import type { PriceTable } from "../cost/prices/compute.ts";
import { judgeUse } from "./compute.ts";
import { endpointHourOf, monthlySaving, noSaving } from "./saving.ts";
import type {
  IdleRule,
  IdleVerdict,
  Judgement,
  Mark,
  Saving,
  ScopeFacts,
  Subject,
  Traffic,
  UseEvidence,
} from "./schema.ts";

/** What is known of one endpoint. */
export interface EndpointFacts {
  subject: Subject;
  vpcEndpointType: string;
  serviceRegion: string | null;
  state: string | null;
  createdAt: Date | null;
  firstSeenAt: Date;
  /** `addedAt`: when it joined the endpoint, where that was seen lately. */
  subnets: { subnetId: string; azId: string | null; addedAt: Date | null }[];
  /** Zones that are billed; null where AWS names none. */
  zones: number | null;
  inventory: ScopeFacts | null;
  metrics: ScopeFacts | null;
  whole: Mark | null;
  perSubnet: Mark | null;
  detail: Mark | null;
  subnetDetail: Mark | null;
  /** Of the series of the whole. */
  traffic: Traffic;
  /** By subnet id. */
  subnetTraffic: ReadonlyMap<string, Traffic>;
}

/** What the fleet tells about how CloudWatch publishes. */
export interface Publishing {
  /** Types of endpoints, lower case, of which any datapoint was ever seen. */
  types: ReadonlySet<string>;
  /** Accounts and regions in which an endpoint was ever published as a whole: `account region`. */
  whole: ReadonlySet<string>;
}

export interface Settings {
  rule: IdleRule;
  prices: PriceTable;
  /** How far a watermark may lie behind, by grain. */
  lateAfterMs: (grain: string) => number;
  now: Date;
}

/** Whether an endpoint is in use, and what its hours cost where it is idle. */
export function judgeEndpoint(facts: EndpointFacts, publishing: Publishing, settings: Settings): IdleVerdict {
  const { rule, now } = settings;
  const judged = judgeUse(endpointEvidence(facts, publishing, settings), rule, now);
  return endpointVerdict(facts, judged, savingOf(facts, judged, settings));
}

function endpointEvidence(facts: EndpointFacts, publishing: Publishing, settings: Settings): UseEvidence {
  const { whole, perSubnet, detail, subject } = facts;
  // Where no endpoint is ever published as a whole, only the subnets can prove that nothing flowed.
  const wholeTells = publishing.whole.has(`${subject.accountId} ${subject.region}`);
  const needed = wholeTells ? [whole] : [whole, perSubnet];
  return {
    what: "endpoint",
    notPublished: notPublished(facts, publishing),
    state: facts.state,
    inventory: facts.inventory,
    metrics: facts.metrics,
    createdAt: facts.createdAt,
    existedAt: facts.createdAt ?? facts.firstSeenAt,
    marks: needed.every((mark) => mark !== null) ? needed : [],
    ...(detail && { attempts: detail }),
    traffic: trafficOfUse(facts),
    lateAfterMs: settings.lateAfterMs,
  };
}

/** Traffic of the whole; of its subnets, added up, where the whole was never published. */
export function trafficOfUse({ whole, traffic, subnetTraffic }: EndpointFacts): Traffic {
  if (whole?.lastDatapointAt || subnetTraffic.size === 0) return traffic;
  return [...subnetTraffic.values()].reduce(
    (sum, one) => ({
      bytes: sum.bytes + one.bytes,
      bytes1d: sum.bytes1d + one.bytes1d,
      bytes7d: sum.bytes7d + one.bytes7d,
      newConnections: sum.newConnections + one.newConnections,
      packetsDropped: sum.packetsDropped + one.packetsDropped,
      lastTrafficAt: later(sum.lastTrafficAt, one.lastTrafficAt),
      lost: false,
    }),
    traffic,
  );
}

const later = (a: Date | null, b: Date | null) => (!a || (b && b > a) ? b : a);

/** Why CloudWatch publishes nothing of an endpoint; undefined where it does. */
function notPublished(
  { vpcEndpointType, serviceRegion, subject }: EndpointFacts,
  { types }: Publishing,
): string | undefined {
  const type = vpcEndpointType.toLowerCase();
  if (type === "gateway") return "CloudWatch has no metrics of gateway endpoints";
  if (serviceRegion !== null && serviceRegion !== subject.region)
    return `CloudWatch has no metrics of endpoints to a service in another region (${serviceRegion})`;
  // Not documented for these: only once one of them was seen, silence says something.
  if ((type === "resource" || type === "servicenetwork") && !types.has(type))
    return `Whether CloudWatch has metrics of ${vpcEndpointType} endpoints is not documented, and none was ever seen`;
  return undefined;
}

function savingOf(facts: EndpointFacts, { state, asOf }: Judgement, { prices, now }: Settings): Saving {
  if (state !== "idle") return noSaving(null);
  const product = endpointHourOf(facts.vpcEndpointType);
  if (!product) return noSaving(`no price of ${facts.vpcEndpointType} endpoints is known`);
  if (facts.zones === null) return noSaving("the zones of this endpoint are not known");
  return monthlySaving(prices, {
    ...{ product, region: facts.subject.region, units: facts.zones, at: asOf ?? now },
  });
}

function endpointVerdict(facts: EndpointFacts, judged: Judgement, saving: Saving): IdleVerdict {
  const { subject, whole, perSubnet, detail } = facts;
  const traffic = trafficOfUse(facts);
  const measured = judged.asOf !== null;
  return {
    ...subject,
    ...judged,
    saving,
    lastTrafficAt: traffic.lastTrafficAt,
    windowBytes: measured ? traffic.bytes : null,
    evidence: {
      state: facts.state,
      createdAt: facts.createdAt,
      listedAt: facts.inventory?.lastSuccessAt ?? null,
      metricsOutcome: facts.metrics?.outcome ?? null,
      bytes: measured ? { "1d": traffic.bytes1d, "7d": traffic.bytes7d, window: traffic.bytes } : null,
      attempts: measured
        ? {
            newConnections: traffic.newConnections,
            packetsDropped: traffic.packetsDropped,
            from: detail?.collectedFrom ?? null,
            to: detail?.watermark ?? null,
          }
        : null,
      asked: [whole, perSubnet].flatMap((mark) =>
        mark ? [{ grain: mark.grain, from: mark.collectedFrom, to: mark.watermark }] : [],
      ),
      zones: facts.zones,
      note: saving.note,
    },
  };
}
