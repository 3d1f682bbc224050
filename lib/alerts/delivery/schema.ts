import type { Command, Hop } from "../../diagnosis/schema.ts";
import type { AlertEventName, AlertSeverity, AlertSource, AlertState } from "../schema.ts";

/** What a message says of one alert: as it was when the message was made. Times are ISO 8601. */
export interface AlertFacts {
  alertId: string;
  severity: AlertSeverity;
  state: AlertState;
  source: AlertSource;
  title: string;
  sentence: string;
  hop: Hop | null;
  checkId: string | null;
  sloId: string | null;
  accountId: string;
  accountName: string | null;
  region: string;
  vpcEndpointId: string | null;
  resourceType: string | null;
  resourceId: string | null;
  serviceName: string | null;
  owner: string | null;
  environment: string | null;
  groupKey: string;
  since: string;
  firedAt: string;
  resolvedAt: string | null;
  acknowledgedBy: string | null;
  command: Command | null;
  /** Its page, and where there is one the runbook's; null without `alerts.baseUrl`. */
  link: string | null;
  runbook: string | null;
}

export interface MessageEvent {
  /** Unique: what a receiver has seen once it need not look at again. */
  id: string;
  event: AlertEventName;
  severity: AlertSeverity;
  at: string;
  by: string | null;
  note: string | null;
  alertId: string;
}

/** Open alerts of the group that the receiver knows of, when the message was made. */
export type OpenCounts = Record<AlertSeverity, { firing: number; acknowledged: number }>;

/** An alert as Alertmanager takes it. `endsAt` is set by whoever sends it while it fires. */
export interface AlertmanagerAlert {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt: string;
  endsAt?: string;
  generatorURL?: string;
}

/** A message as it is stored: it does not change between attempts. */
export interface MessagePayload {
  groupKey: string;
  /** People's name of the group. */
  group: string;
  /** The alerts page, narrowed to the group. */
  link: string | null;
  events: MessageEvent[];
  /** The alerts that the events are about, the worst first; `moreAlerts` are left out. */
  alerts: AlertFacts[];
  moreAlerts: number;
  open: OpenCounts;
  alertmanager?: AlertmanagerAlert[];
}

export const messageStates = [
  "waiting",
  "refused",
  "delivered",
  "unneeded",
  "superseded",
  "abandoned",
] as const;
export type MessageState = (typeof messageStates)[number];

/** A message that is under way. */
export interface MessageUnderWay {
  messageId: string;
  payload: MessagePayload;
  step: number;
  attempts: number;
  createdAt: Date;
}
