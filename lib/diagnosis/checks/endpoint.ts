import type { PathCheck } from "../evidenceSchema.ts";
import { endpointSgDefault } from "./endpoint/defaultGroup.ts";
import { endpointEniMissing, subnetIpExhausted } from "./endpoint/interfaces.ts";
import { endpointResets, packetsDropped } from "./endpoint/metrics.ts";
import { endpointPolicyDenies } from "./endpoint/policy.ts";
import { flowLogRejects } from "./endpoint/rejects.ts";
import { endpointSgBlocksPort } from "./endpoint/securityGroups.ts";
import {
  endpointExpired,
  endpointFailed,
  endpointPartial,
  endpointPendingAcceptance,
  endpointRejected,
} from "./endpoint/states.ts";

/** Hop 3: the endpoint and its network interfaces. */
export const endpointChecks: readonly PathCheck[] = [
  endpointRejected,
  endpointFailed,
  endpointExpired,
  endpointPartial,
  endpointPendingAcceptance,
  subnetIpExhausted,
  endpointEniMissing,
  endpointSgBlocksPort,
  flowLogRejects,
  endpointPolicyDenies,
  endpointSgDefault,
  packetsDropped,
  endpointResets,
];
