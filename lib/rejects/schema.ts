import type { AskedRange, AskedSummary } from "../logsInsights/schema.ts";

/** A network interface of an endpoint. */
export interface EndpointInterface {
  networkInterfaceId: string;
  vpcEndpointId: string;
  vpcId: string | null;
  subnetId: string | null;
  azId: string | null;
}

/** A flow log as inventory keeps it. */
export interface FlowLogFacts {
  flowLogId: string;
  /** The interface, subnet or VPC that it records. */
  resourceId: string | null;
  trafficType: string | null;
  logDestinationType: string | null;
  logDestination: string | null;
  logGroupName: string | null;
  flowLogStatus: string | null;
  deliverLogsStatus: string | null;
  deliverLogsErrorMessage: string | null;
  logFormat: string | null;
  maxAggregationIntervalSeconds: number | null;
  creationTime: Date | null;
  /** True where it is delivered to a log group of another account. */
  elsewhere: boolean;
}

/** Where refused flows of an interface can be read, or why they cannot. */
export type RejectSource =
  | {
      readable: true;
      flowLogId: string;
      logGroupName: string;
      format: FlowFormat;
      lagSeconds: number;
      since: Date | null;
    }
  | { readable: false; reason: string };

/** Names of the fields in a query; `parse` is the command that makes them, where Insights does not find them itself. */
export interface FlowFormat {
  parse: string | null;
  interfaceId: string;
  srcAddr: string;
  dstPort: string;
  protocol: string;
  action: string;
  /** Null where the format leaves the number of packets out. */
  packets: string | null;
}

/** Refused flows of an interface in five minutes, from one source to one port. */
export interface RejectRow {
  networkInterfaceId: string;
  /** Start of the five minutes. */
  ts: Date;
  srcAddress: string;
  dstPort: number;
  /** IANA's number: 6 TCP, 17 UDP, 1 ICMP. */
  protocol: number;
  flows: number;
  packets: number | null;
}

/** Why it is worth dollars to ask who is refused at an endpoint. */
export const questions = [
  "watched",
  "probe-failing",
  "not-available",
  "security-group-changed",
  "packets-dropped",
  "resets",
  "gone-silent",
  "never-used",
] as const;
export type Question = (typeof questions)[number];

/** What speaks for asking about an endpoint. Times are null where nothing is known. */
export interface EndpointSigns {
  vpcEndpointId: string;
  networkInterfaceIds: string[];
  state: string | null;
  createdAt: Date | null;
  /** When its row last changed its state. */
  stateChangedAt: Date | null;
  /** The last five minutes with dropped packets. */
  packetsDroppedAt: Date | null;
  /** The last five minutes with more than one reset in ten new connections. */
  resetsAt: Date | null;
  lastTrafficAt: Date | null;
  /** Up to when its traffic is known. */
  measuredTo: Date | null;
  /** One of its security groups, or which ones it has. */
  securityGroupChangedAt: Date | null;
  probeFailedAt: Date | null;
  /** Until when somebody is taken to look at it. */
  watchedUntil: Date | null;
}

/** An endpoint to ask about. */
export interface EndpointInQuestion {
  vpcEndpointId: string;
  networkInterfaceIds: string[];
  question: Question;
  since: Date;
}

/** Refused flows of one source to one port, over a span of time. */
export interface RejectGroup {
  srcAddress: string;
  dstPort: number;
  protocol: number;
  flows: number;
  packets: number | null;
  firstAt: Date;
  /** Start of the last five minutes. */
  lastAt: Date;
  networkInterfaceIds: string[];
}

/** Who was refused. */
export type RejectSummary = AskedSummary<RejectGroup>;

/** What is known of one interface over a span of time. */
export interface InterfaceEvidence {
  networkInterfaceId: string;
  azId: string | null;
  source: RejectSource;
  asked: AskedRange[];
  rows: RejectRow[];
}

/** The answer for an endpoint, and for each of its interfaces. */
export interface EndpointRejects {
  whole: RejectSummary;
  interfaces: { networkInterfaceId: string; azId: string | null; summary: RejectSummary }[];
}
