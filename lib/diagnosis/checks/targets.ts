import type { PathCheck } from "../evidenceSchema.ts";
import { sourceIpNotPreserved } from "./targets/clientAddresses.ts";
import { targetsEmpty } from "./targets/empty.ts";
import { errorRateHigh } from "./targets/errors.ts";
import { targetsUnhealthy } from "./targets/health.ts";
import { healthCheckPortMismatch } from "./targets/healthCheck.ts";

/** Hop 6: the targets. */
export const targetChecks: readonly PathCheck[] = [
  targetsEmpty,
  targetsUnhealthy,
  healthCheckPortMismatch,
  errorRateHigh,
  sourceIpNotPreserved,
];
