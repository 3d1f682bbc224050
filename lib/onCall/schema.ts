import type { CheckId, Hop, PathHop, Severity } from "../diagnosis/schema.ts";
import type { HopState } from "../diagnosis/walkSchema.ts";

/** By what failing paths are gathered into incidents. */
export const groupings = ["service", "account"] as const;
export type Grouping = (typeof groupings)[number];

/** Tags that the rows of the health map can be grouped by. */
export const mapTags = ["environment", "owner", "application"] as const;
export type MapTag = (typeof mapTags)[number];

/** What the address of the page says. */
export interface OnCallQuery {
  by: Grouping;
  severity: "page" | "ticket" | null;
  /** Every account, or those in trouble alone. */
  map: "all" | "trouble";
  tag: MapTag | null;
}

/**
 * How bad an endpoint is off, worst first.
 * - `failing`: broken in all of its zones, or calls fail so much that somebody is woken. `degraded`: in some of them.
 * - `unknown`: its scope does not report, or nobody walked its path. `idle`: nobody uses it.
 * - `partly`: nothing is seen to fail, and not every hop could be judged. `ok`: every hop is in order.
 */
export const conditions = ["failing", "degraded", "unknown", "idle", "partly", "ok"] as const;
export type Condition = (typeof conditions)[number];
export type ConditionCounts = Record<Condition, number>;

/** A path that fails, as it was judged last. */
export interface TroubledPath {
  accountId: string;
  accountName: string | null;
  vpcEndpointId: string;
  region: string;
  serviceName: string | null;
  /** Null: broken at no known hop, calls are only seen to fail. */
  hop: PathHop | null;
  checkId: CheckId | null;
  sentence: string;
  since: Date;
  /** When inventory saw the endpoint first; null where it is somebody else's. */
  firstSeenAt: Date | null;
  asOf: Date | null;
  consumerOurs: boolean;
  owner: string | null;
  application: string | null;
  environment: string | null;
  severity: Severity;
  /** AZ IDs that are broken; empty: all. */
  brokenZones: string[];
  zones: string[];
  /** The last evaluation could not decide whether it still holds. */
  stale: boolean;
  /** The finding that tells of it; null where none is stored. */
  findingKey: string | null;
}

export interface IncidentHop {
  hop: PathHop;
  state: HopState;
  /** What decides it, one sentence; null where nothing was seen. */
  reason: string | null;
  /** The reason is of a symptom: calls hang, which says not where. */
  symptom: boolean;
}

export interface IncidentEndpoint {
  vpcEndpointId: string;
  accountId: string;
  accountName: string | null;
  application: string | null;
  brokenZones: string[];
  zones: string[];
  condition: "failing" | "degraded";
  since: string;
  /** Where its path is shown: of somebody else's endpoint, with the connection. */
  href: string;
  /** Probes that connected in the last hour, share; null where none was made. */
  connected: number | null;
  /** The same in steps of five minutes, oldest first; null: no probe. */
  trend: (number | null)[];
}

export interface IncidentCommand {
  title: string;
  command: string;
  runIn: string;
  expect: string;
}

/** What was touched before it broke. */
export interface ProbableChange {
  at: string;
  /** True where CloudTrail tells the moment; else a run saw it between two looks. */
  exact: boolean;
  actor: string | null;
  what: string;
  resourceId: string;
  minutesBefore: number;
}

export interface IncidentSlo {
  sloId: string;
  title: string;
  /** Percent. */
  objective: number;
  /** Of the incident's own probes over the last hour; null where there is none. */
  burnRate: number | null;
  /** Of the objective as a whole. */
  budgetLeft: number | null;
  exhaustedAt: string | null;
}

/** Endpoints that fail for one reason, of one service or in one account. `key` stays the same while it lasts. */
export interface Incident {
  key: string;
  title: string;
  /** What the title stands for: a service's name, an account's id. */
  subtitle: string;
  condition: "failing" | "degraded";
  severity: Severity;
  checkId: CheckId | null;
  findingTitle: string | null;
  hop: Hop | null;
  sentence: string;
  since: string;
  /** False: it was so when it was first looked at. */
  sinceKnown: boolean;
  stale: boolean;
  endpoints: number;
  accounts: number;
  regions: string[];
  owners: string[];
  applications: string[];
  hops: IncidentHop[];
  rows: IncidentEndpoint[];
  /** The list with all of them. */
  listHref: string;
  pathHref: string;
  runbookHref: string | null;
  command: IncidentCommand | null;
  fixOwner: string | null;
  fix: string | null;
  change: ProbableChange | null;
  /** Why no change is named. */
  noChange: string | null;
  slo: IncidentSlo | null;
  alerts: IncidentAlerts;
}

/** The alerts of an incident's endpoints. */
export interface IncidentAlerts {
  /** That nobody has acknowledged, by alert id. */
  asking: string[];
  /** That somebody has. */
  taken: string[];
  /** Who was the last to take one on, and when. */
  takenBy: string | null;
  takenAt: string | null;
}

/** Accounts of which nothing arrives any more, for one reason. */
export interface SilentGroup {
  key: string;
  accounts: { accountId: string; accountName: string | null }[];
  scopes: number;
  endpoints: number;
  summary: string;
  fix: string;
  lastSuccessAt: string | null;
}

export interface MapCell {
  region: string;
  counts: ConditionCounts;
  total: number;
}

export interface MapRow {
  accountId: string;
  accountName: string | null;
  /** Value of the tag that rows are grouped by; null: none, or not grouped. */
  group: string | null;
  cells: MapCell[];
  counts: ConditionCounts;
  total: number;
}

export interface HealthMap {
  regions: { region: string; troubled: number; total: number }[];
  rows: MapRow[];
  /** Troubled rows beyond those, and how many endpoints are in trouble there. */
  more: { rows: number; troubled: number };
  /** Places (account and region) of the rows left out, by their worst condition, a region after the other. */
  calm: { accounts: number; endpoints: number; places: { region: string; counts: ConditionCounts }[] };
  accounts: number;
  troubledAccounts: number;
  counts: ConditionCounts;
  total: number;
}

export interface BurnWindow {
  window: string;
  burnRate: number | null;
  /** Burn rate from which it counts; null where the policy has no rule for the window. */
  threshold: number | null;
  level: "page" | "ticket" | null;
}

export interface BurnRow {
  sloId: string;
  title: string;
  objective: number;
  state: string;
  reason: string;
  fires: "page" | "ticket" | null;
  budgetLeft: number | null;
  windows: BurnWindow[];
}

export interface Burns {
  rows: BurnRow[];
  judged: number;
  unknown: number;
  total: number;
  asOf: string | null;
}

export interface StaleScopes {
  key: string;
  accountId: string;
  accountName: string | null;
  accounts: number;
  collectors: string[];
  regions: string[];
  scopes: number;
  state: string;
  error: string;
  lastSuccessAt: string | null;
  nextAttemptAt: string | null;
}

export interface Telemetry {
  scopes: number;
  fresh: number;
  waiting: number;
  stale: StaleScopes[];
  more: boolean;
  asOf: string | null;
}

export interface DenialRow {
  accountId: string;
  accountName: string | null;
  vpcEndpointId: string | null;
  principal: string | null;
  action: string;
  calls: number;
  firstAt: string;
  lastAt: string;
  message: string | null;
}

export interface Denials {
  hours: number;
  rows: DenialRow[];
  calls: number;
  /** Accounts and regions whose network activity is delivered and was read, of all. */
  places: { part: number; whole: number };
  asOf: string | null;
}

export interface Provisioning {
  hours: number;
  succeeded: number;
  failed: number;
  errors: {
    code: string;
    calls: number;
    lastAt: string;
    accountName: string | null;
    accountId: string;
    message: string | null;
  }[];
  slo: { sloId: string; objective: number; state: string; budgetLeft: number | null } | null;
  places: { part: number; whole: number };
  asOf: string | null;
}

export interface AffectedApplication {
  application: string | null;
  owner: string | null;
  failing: number;
  degraded: number;
}

/** A moment in a lane of the timeline, as a share of its width. */
export interface TimelineChange {
  at: string;
  x: number;
  text: string;
}

export interface TimelineLane {
  key: string;
  title: string;
  condition: "failing" | "degraded" | "unknown";
  text: string;
  since: string;
  /** False: it was so at the first look, and may have been for long. */
  sinceKnown: boolean;
  /** Share of the width at which it begins; 0 where it began before the window. */
  from: number;
  beganBefore: boolean;
  change: TimelineChange | null;
  noChange: string | null;
}

export interface Timeline {
  from: string;
  to: string;
  /** Share of the width up to which data reach; what follows is not measured yet. */
  measuredTo: number;
  ticks: { at: string; x: number }[];
  lanes: TimelineLane[];
  more: number;
  others: TimelineChange[];
}

export interface OnCall {
  readAt: string;
  /** Differs whenever anything on the page may. */
  version: string;
  query: OnCallQuery;
  /** Watermark that the verdicts hold for, and when they were made. */
  asOf: string | null;
  evaluatedAt: string | null;
  /** Whether the fleet has been judged at all, and whether that is long ago. */
  judged: boolean;
  late: boolean;
  endpoints: number;
  incidents: Incident[];
  totals: { incidents: number; page: number; ticket: number; failing: number; degraded: number };
  /** Incidents beyond those shown. */
  more: number;
  firstSince: string | null;
  silent: SilentGroup[];
  map: HealthMap;
  burns: Burns;
  telemetry: Telemetry;
  denials: Denials;
  provisioning: Provisioning;
  applications: AffectedApplication[];
  moreApplications: number;
  timeline: Timeline;
}

/** What the page polls: the whole, or that nothing is new. */
export type OnCallAnswer =
  | { unchanged: true; readAt: string; version: string }
  | { unchanged: false; page: OnCall };
