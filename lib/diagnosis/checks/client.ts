import type { PathCheck } from "../evidenceSchema.ts";
import { clientEgressBlocked } from "./client/egress.ts";
import { crossRegionLatency, probeLatencyHigh } from "./client/latency.ts";
import { probeConnectFailing } from "./client/reachability.ts";
import { resolverStale } from "./client/resolver.ts";

/** Hop 1: the client and its probes. */
export const clientChecks: readonly PathCheck[] = [
  clientEgressBlocked,
  resolverStale,
  probeConnectFailing,
  probeLatencyHigh,
  crossRegionLatency,
];
