import type { PathCheck } from "../evidenceSchema.ts";
import { albTargetChain } from "./loadBalancer/chain.ts";
import { crossZoneOff } from "./loadBalancer/crossZone.ts";
import { lbInternetFacing } from "./loadBalancer/exposure.ts";
import { lbFlowPressure } from "./loadBalancer/flowPressure.ts";
import { lbSgBlocksPort } from "./loadBalancer/groups.ts";
import { lbResetsIdleTimeout } from "./loadBalancer/idleResets.ts";
import { lbNoListener } from "./loadBalancer/listeners.ts";
import { azNotServed } from "./loadBalancer/notServed.ts";
import { lbReplaced } from "./loadBalancer/replaced.ts";
import { singleAzEndpoint } from "./loadBalancer/singleZone.ts";

/** Hop 5: the load balancer and its zones. */
export const loadBalancerChecks: readonly PathCheck[] = [
  lbReplaced,
  azNotServed,
  lbNoListener,
  lbSgBlocksPort,
  lbInternetFacing,
  crossZoneOff,
  albTargetChain,
  lbFlowPressure,
  lbResetsIdleTimeout,
  singleAzEndpoint,
];
