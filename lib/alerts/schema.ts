import type { CheckId, Hop } from "../diagnosis/schema.ts";

/** page: somebody is woken; ticket: somebody looks at it in working hours. */
export const alertSeverities = ["page", "ticket"] as const;
export type AlertSeverity = (typeof alertSeverities)[number];

export const alertStates = ["firing", "acknowledged", "resolved"] as const;
export type AlertState = (typeof alertStates)[number];

export const alertSources = ["diagnosis", "slo", "quotas", "cost", "telemetry", "collecting"] as const;
export type AlertSource = (typeof alertSources)[number];

export const alertEvents = [
  "fired",
  "raised",
  "lowered",
  "acknowledged",
  "unacknowledged",
  "escalated",
  "silenced",
  "unsilenced",
  "resolved",
] as const;
export type AlertEventName = (typeof alertEvents)[number];

/** Something that is in trouble at this moment, as judgement has it. */
export interface Signal {
  /** Empty: of the whole fleet. */
  accountId: string;
  /** What is in trouble; the same as long as it is the same thing. */
  subject: string;
  source: AlertSource;
  severity: AlertSeverity;
  title: string;
  sentence: string;
  hop: Hop | null;
  checkId: CheckId | null;
  sloId: string | null;
  /** Empty: of no one region. */
  region: string;
  vpcEndpointId: string | null;
  resourceType: string | null;
  resourceId: string | null;
  serviceName: string | null;
  owner: string | null;
  environment: string | null;
  /** Alerts with the same one are about one trouble: a service, or else an account. */
  groupKey: string;
  /** Findings that stand behind it. */
  findings: number;
  /** Since when the trouble is known to last. */
  since: Date;
  /** Commands that confirm it, as the finding has them. */
  confirm: unknown[];
}

/** An alert as it is on record. */
export interface StoredAlert extends Signal {
  state: AlertState;
  flapping: boolean;
  firedAt: Date;
  lastSeenAt: Date;
  /** Since when judgement finds nothing, while it is not yet resolved. */
  missingSince: Date | null;
  resolvedAt: Date | null;
  acknowledgedAt: Date | null;
  acknowledgedBy: string | null;
  acknowledgedNote: string | null;
  /** When it fired, within the last hour, oldest first. */
  firedTimes: Date[];
  /** Since when it asks for somebody: fired, raised, given back, or let go of by a silence. */
  askingSince: Date;
  /** The silence that keeps it quiet, and until when. */
  silenceId: string | null;
  silencedUntil: Date | null;
}

/** What happened to an alert in an evaluation. */
export interface AlertEvent {
  accountId: string;
  subject: string;
  event: AlertEventName;
  severity: AlertSeverity;
  sentence: string;
  by?: string;
  note?: string | null;
}
