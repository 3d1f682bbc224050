import { authorizationSource } from "./authorization.ts";
import { costSource } from "./cost.ts";
import { crossRegionSource, latencySource } from "./latency.ts";
import { probesSource } from "./probes.ts";
import { provisioningSource } from "./provisioning.ts";
import { provisionTimeSource } from "./provisionTime.ts";
import { runsSource } from "./runs.ts";
import type { SliSource } from "./source.ts";

/** Every source; each indicator is counted by one of them. */
export const sources: readonly SliSource[] = [
  probesSource,
  latencySource,
  crossRegionSource,
  runsSource,
  provisioningSource,
  provisionTimeSource,
  authorizationSource,
  costSource,
];
