/** Whether something is in use. `unknown` whenever one of the proofs for another state is missing. */
export const idleStates = ["active", "low-use", "idle", "too-new", "not-measurable", "unknown"] as const;
export type IdleState = (typeof idleStates)[number];

/** What is judged. `endpoint-az` is one subnet of an endpoint that is itself in use. */
export const idleResourceTypes = ["endpoint", "endpoint-az", "service", "load-balancer"] as const;
export type IdleResourceType = (typeof idleResourceTypes)[number];

/** What decided a state: the state itself, or why it is not known. */
export const idleCauses = [
  "traffic",
  "little-traffic",
  "attempts-only",
  "no-traffic",
  "no-connections",
  "created-lately",
  "not-published",
  "not-collected",
  "deleted",
  "stale-inventory",
  "never-measured",
  "metrics-denied",
  "metrics-failed",
  "metrics-late",
  "coverage-gap",
  "age-unknown",
  "parts-missing",
] as const;
export type IdleCause = (typeof idleCauses)[number];

/**
 * What an owner decides: to keep what is idle until a day, to retire it, that it is retired (it is gone, and its cost
 * with it), or to take the last decision back.
 */
export const decisions = ["keep", "retire", "retired", "undo"] as const;
export type Decision = (typeof decisions)[number];

/** About how many things can be decided at once. */
export const mostDecisions = 500;

/** How sure a verdict is: `high` where attempts without a byte are ruled out as well; null where nothing is claimed. */
export type Confidence = "high" | "medium" | null;

/** The configured rule. */
export interface IdleRule {
  /** Days without a byte that make something idle. */
  days: number;
  /** Bytes a day, on average over the window, from which something counts as active. */
  lowUseBytesPerDay: number;
}

/** The scope of a collector in one account and region, as it was last attempted. */
export interface ScopeFacts {
  outcome: string | null;
  lastSuccessAt: Date | null;
  retired: boolean;
  /** Its last run succeeded, and its last success is at most three of its intervals old. */
  fresh: boolean;
  errorClass: string | null;
  errorMessage: string | null;
}

/** For which time one series has been asked for, without a hole. What it published is not the proof: silence publishes nothing. */
export interface Mark {
  grain: string;
  collectedFrom: Date;
  watermark: Date;
  firstDatapointAt: Date | null;
  lastDatapointAt: Date | null;
}

/** A mark as it is stored. */
export interface StoredMark extends Mark {
  /** Since when by the hour; before that by the day. Null where never. */
  hourlyFrom: Date | null;
}

/** What was measured since the window's start, up to the watermark. */
export interface Traffic {
  bytes: number;
  /** Since midnight UTC, one day and seven days before the window's end. */
  bytes1d: number;
  bytes7d: number;
  /** Connections and dropped packets: somebody tried, whether a byte flowed or not. */
  newConnections: number;
  packetsDropped: number;
  /** When it last carried a byte, as exactly as it was measured, also before the window; null where that was never seen. */
  lastTrafficAt: Date | null;
  /** Something was published in the window of which no value is stored: how much it was is not known. */
  lost: boolean;
}

export const noTraffic: Traffic = {
  lost: false,
  ...{ bytes: 0, bytes1d: 0, bytes7d: 0, newConnections: 0, packetsDropped: 0 },
  lastTrafficAt: null,
};

/** Everything that decides about one resource. */
export interface UseEvidence {
  /** In words: "endpoint". */
  what: string;
  /** Why CloudWatch publishes nothing of it. */
  notPublished?: string;
  /** Why Linkledger does not ask for it. */
  notCollected?: string;
  /** AWS's state of it; null where its kind has none. */
  state: string | null;
  inventory: ScopeFacts | null;
  metrics: ScopeFacts | null;
  createdAt: Date | null;
  /** It is known to have existed at this time. */
  existedAt: Date;
  /** Series that all have to be covered; empty where none was ever asked for. */
  marks: readonly Mark[];
  /** The series of attempts; undefined where it was never asked for. */
  attempts?: Mark;
  traffic: Traffic;
  /** Milliseconds after which a watermark counts as late, by grain. */
  lateAfterMs: (grain: string) => number;
}

/** For how much of the window traffic was asked for. */
export interface CoverageProof {
  /** The window: `days` before the watermark, to the watermark. */
  from: Date;
  to: Date;
  days: number;
  coveredDays: number;
  complete: boolean;
  gaps: { from: Date; to: Date; grain: string }[];
}

/** A verdict without what it costs. */
export interface Judgement {
  state: IdleState;
  cause: IdleCause;
  /** One sentence. */
  reason: string;
  confidence: Confidence;
  /** Whole days without a byte that are proven; null where nothing is claimed. */
  idleDays: number | null;
  /** The watermark that it holds for; null where nothing was measured. */
  asOf: Date | null;
  coverage: CoverageProof | null;
}

/** What goes with an hour that is saved. */
export interface Saving {
  /** US dollars a month of 730 hours; null where nothing is to be saved, or its price is not known. */
  savingUsd: number | null;
  /** US dollars an hour of one unit, and how many there are. */
  priceUsd: number | null;
  units: number | null;
  /** UTC day from which the price holds. */
  priceDate: string | null;
  priceSource: string | null;
  /** Why there is no figure, or what to know about it. */
  note: string | null;
}

/** What is judged, and whose it is. */
export interface Subject {
  accountId: string;
  region: string;
  resourceType: IdleResourceType;
  resourceId: string;
  /** '' but for `endpoint-az`. */
  subnetId: string;
  azId: string | null;
  name: string | null;
  /** Type of the endpoint or load balancer. */
  kind: string | null;
  serviceName: string | null;
  owner: string | null;
  environment: string | null;
  application: string | null;
}

/** A verdict as it is stored. */
export interface IdleVerdict extends Subject, Judgement {
  saving: Saving;
  lastTrafficAt: Date | null;
  windowBytes: number | null;
  /** Values and their times, for people and the audit. */
  evidence: Record<string, unknown>;
}
