import type { SliKind } from "./schema.ts";

/** What can be promised: the ten indicators of the PrivateLink guide, M1 to M10. */
export const indicatorNames = [
  "dns",
  "connect",
  "latency",
  "authorization",
  "provisioning",
  "telemetry",
  "errors",
  "provision-time",
  "cross-region",
  "cost-per-gb",
] as const;
export type IndicatorName = (typeof indicatorNames)[number];

export interface Indicator {
  /** The guide's own number. */
  guideId: string;
  title: string;
  kind: SliKind;
  /** Width of a bucket. */
  stepSeconds: number;
  /** Percent of good events or slices that is promised unless the definition says otherwise; null: measured only. */
  objective: number | null;
  /** What an event or slice is held against. */
  threshold: { value: number; unit: "ms" | "s" | "USD/GB"; quantile?: number } | null;
  /** Fewer events than this give no verdict. */
  minimumTotal: number;
  /** Counted per endpoint, or only per account and region. */
  grain: "endpoint" | "place";
  /** Data older than this at the watermark of now is data that has stopped coming. */
  staleAfterSeconds: number;
  /** What is counted as bad among what, for people. */
  source: string;
  /** What it means when there is nothing to count. */
  missing: string;
  /** The same where the source was read completely: events that need not happen did not. */
  quiet?: string;
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const probed = { stepSeconds: 5 * minute, grain: "endpoint", staleAfterSeconds: 30 * minute } as const;

/** Facts of each indicator. Objectives are the guide's starting targets where it names any. */
export const indicators: Readonly<Record<IndicatorName, Indicator>> = {
  dns: {
    ...probed,
    guideId: "M1",
    title: "Endpoint names resolve to the endpoint's own addresses",
    kind: "ratio",
    objective: 99.9,
    threshold: null,
    minimumTotal: 100,
    source:
      "DNS probes that got an answer, and the addresses that other probes were given, held against the endpoint's interfaces",
    missing: "No probe has resolved a name of these endpoints; whether clients do is not known.",
  },
  connect: {
    ...probed,
    guideId: "M2",
    title: "Connections to the endpoint succeed",
    kind: "ratio",
    objective: 99.95,
    threshold: null,
    minimumTotal: 100,
    source: "TCP and TLS probes, and HTTP probes as far as the connection goes",
    missing: "No probe connects to these endpoints; whether clients can is not known.",
  },
  latency: {
    ...probed,
    guideId: "M3",
    title: "P95 latency within the region",
    kind: "timeslice",
    objective: 99,
    threshold: { value: 50, unit: "ms", quantile: 0.95 },
    minimumTotal: 0,
    source: "Total time of successful TCP, TLS and HTTP probes from the service's own region, per 5 minutes",
    missing: "No probe in the service's own region has a time; latency is not known.",
  },
  authorization: {
    guideId: "M4",
    title: "Calls that the endpoint's policy does not deny",
    kind: "ratio",
    stepSeconds: hour,
    objective: 99.99,
    threshold: null,
    minimumTotal: 100,
    grain: "endpoint",
    staleAfterSeconds: 3 * hour,
    source:
      "Calls denied by endpoint policies (CloudTrail network activity) against new connections (CloudWatch), hour by hour as both are complete: a connection carries one call or more, so the true share of failures is no higher. AWS counts no connections of gateway endpoints: they are left out. Alert rules that look at less than an hour cannot be decided",
    quiet: "No connection was made and no call denied in the window.",
    missing:
      "No trail delivers network activity events, or it was not read: whether policies deny calls is not known.",
  },
  provisioning: {
    guideId: "M5",
    title: "Endpoints that are asked for are created",
    kind: "ratio",
    stepSeconds: 5 * minute,
    objective: 99,
    threshold: null,
    minimumTotal: 10,
    grain: "place",
    staleAfterSeconds: 3 * hour,
    source: "CreateVpcEndpoint calls in CloudTrail, dry runs left out; a call with an error code failed",
    missing: "CloudTrail was not read: whether creation works is not known.",
    quiet: "Nobody asked for an endpoint in the window: whether creation works is not known.",
  },
  telemetry: {
    guideId: "M6",
    title: "Telemetry arrives",
    kind: "ratio",
    stepSeconds: 5 * minute,
    objective: 99.9,
    threshold: null,
    minimumTotal: 10,
    grain: "place",
    staleAfterSeconds: hour,
    source:
      "The metrics of each endpoint, five minutes by five minutes: expected since they were first asked for, arrived as far as CloudWatch has answered (silence is an answer), due after three hours. And runs of Linkledger's collectors: a failed or partial run, and each run that is missing between two that are further apart than three intervals, did not deliver",
    missing: "No run of a collector has ended; nothing else is current either.",
  },
  errors: {
    ...probed,
    guideId: "M7",
    title: "Requests succeed",
    kind: "ratio",
    objective: 99.9,
    threshold: null,
    minimumTotal: 100,
    source:
      "HTTP probes that failed, for whatever reason, among all; CloudWatch has no status codes of PrivateLink",
    missing: "No HTTP probe asks these endpoints; whether requests fail is not known.",
  },
  "provision-time": {
    guideId: "M8",
    title: "Median time from creation to available",
    kind: "ratio",
    stepSeconds: 5 * minute,
    // The median is under the threshold when at least half of the events are.
    objective: 50,
    threshold: { value: 120, unit: "s", quantile: 0.5 },
    minimumTotal: 5,
    grain: "endpoint",
    staleAfterSeconds: 3 * hour,
    source:
      "Creation time of endpoints, and the looks of the inventory between which they became available, or the first minute in which they carried something where that is sooner: as precise as looks are close together. Those of which that decides nothing are left out",
    missing: "Inventory was not read: provision time is not known.",
    quiet:
      "No endpoint was created while inventory looked often enough to time it: provision time is not known.",
  },
  "cross-region": {
    ...probed,
    guideId: "M9",
    title: "Extra P95 latency from another region",
    kind: "ratio",
    objective: 99,
    threshold: { value: 20, unit: "ms", quantile: 0.95 },
    minimumTotal: 0,
    source:
      "P95 of probes from another region less P95 of probes from the service's own region, per service and 5 minutes where both are there",
    missing: "No service is probed both from its own and from another region: the difference is not known.",
  },
  "cost-per-gb": {
    guideId: "M10",
    title: "Cost per GB",
    kind: "timeslice",
    stepSeconds: day,
    objective: null,
    threshold: null,
    minimumTotal: 0,
    grain: "place",
    staleAfterSeconds: 4 * day,
    source: "What Cost Explorer billed for endpoints a day, over the GB it billed",
    missing: "No complete day of the bill with data in it has been collected: cost per GB is not known.",
  },
};
