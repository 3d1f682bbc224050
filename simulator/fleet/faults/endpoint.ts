/** Hop 3: the endpoint's state, its interfaces, groups, policy and counters. */
import { awsServiceOf } from "../aws-services.ts";
import type { EndpointSpec, IncidentSpec } from "../types.ts";
import { CALLS_HANG, type Fault, GOES_SILENT } from "./schema.ts";
import { idsOf, isMeasured, iso, silence, type World } from "./world.ts";

const DAY = 86_400_000;
const SHUT = [...CALLS_HANG, ...GOES_SILENT];
/** Services whose denied calls a trail can record. */
const RECORDED = ["secretsmanager", "kms", "ec2", "sqs", "lambda"];

export const endpointFaults: readonly Fault[] = [
  inState("endpoint-pending-acceptance", "pendingAcceptance", byAcceptance, ["dns-entries-missing"]),
  inState("endpoint-rejected", "rejected", byAcceptance, ["connection-rejected"]),
  inState("endpoint-expired", "expired", byAcceptance, ["connection-rejected"]),
  inState("endpoint-failed", "failed", () => true, []),
  inState("endpoint-partial", "partial", () => true, ["endpoint-eni-missing"]),
  {
    check: "subnet-ip-exhausted",
    needs: "vpc",
    plant(world) {
      const found = world.vpc((_vpc, endpoints) => endpoints.every(({ azIds }) => azIds.length > 0));
      if (!found) return undefined;
      const azId = world.pick(found.vpc.azIds) as string;
      const within = found.endpoints.filter(({ azIds }) => azIds.includes(azId));
      if (within.length === 0) return undefined;
      found.vpc.fullZones = [azId];
      return {
        resourceId: found.vpc.id,
        azIds: [azId],
        sentence: `The private subnet of ${found.vpc.id} in ${azId} has no free address left.`,
        foundOn: idsOf(within),
      };
    },
  },
  {
    check: "endpoint-eni-missing",
    plant(world) {
      const endpoint = world.endpoint(({ azIds }) => azIds.length > 1);
      if (!endpoint) return undefined;
      const azId = world.pick(endpoint.azIds) as string;
      endpoint.missingInterfaces = [azId];
      return {
        resourceId: endpoint.id,
        azIds: [azId],
        sentence: `The network interface of ${endpoint.id} in ${azId} is gone.`,
        implied: SHUT,
      };
    },
  },
  shut("endpoint-sg-blocks-port", [], (endpoint) => {
    endpoint.groups = [endpoint.vpc.byPrefixLists ? "partners-only" : "wrong-port"];
    return endpoint.vpc.byPrefixLists
      ? "lets in who is on the partners' prefix list, which its clients are not"
      : "lets in port 3128 only";
  }),
  shut("endpoint-sg-default", ["endpoint-sg-blocks-port"], (endpoint) => {
    endpoint.groups = ["default"];
    return "has only the VPC's default group, which lets nobody in";
  }),
  shut("flow-log-rejects", [], (endpoint) => {
    endpoint.refused = true;
    return "has a network ACL before it that refuses its clients";
  }),
  storm("packets-dropped", { drops: 1e6 }, "drops one packet in fourteen"),
  storm("endpoint-resets", { resets: 200 }, "is sent 200 times as many resets as usual"),
  {
    check: "endpoint-policy-denies",
    plant(world) {
      const endpoint = world.awsEndpoint(({ serviceName, accountId }) => {
        const recorded = RECORDED.includes(awsServiceOf(serviceName)?.name ?? "");
        return recorded && world.fleet.account(accountId)?.networkActivity === true;
      });
      if (!endpoint) return undefined;
      endpoint.policy = "denying";
      return {
        resourceId: endpoint.id,
        sentence: `The policy of ${endpoint.id} leaves out the call that its clients make most.`,
        implied: ["error-rate-high"],
      };
    },
  },
];

/** Connections to a service of another account of the fleet, whose owner may say no. */
export function byAcceptance(world: World, { serviceName, accountId }: EndpointSpec): boolean {
  const service = world.fleet.serviceByName(serviceName);
  return service !== undefined && service.accountId !== accountId;
}

/** From now on its owner has to accept connections, and is told of them. */
export function askForAcceptance(world: World, { serviceName }: EndpointSpec): void {
  const service = world.fleet.serviceByName(serviceName);
  if (!service) return;
  service.acceptanceRequired = true;
  service.notificationTopic = `arn:aws:sns:${service.region}:${service.accountId}:connections`;
}

/** A state in which nobody gets through, but for `partial`, where some do. */
function inState(
  check: string,
  state: string,
  wanted: (world: World, endpoint: EndpointSpec) => boolean,
  implied: readonly string[],
): Fault {
  return {
    check,
    plant(world) {
      const endpoint = world.endpoint((one) => wanted(world, one));
      if (!endpoint) return undefined;
      endpoint.state = state;
      if (wanted === byAcceptance) askForAcceptance(world, endpoint);
      if (state === "failed") {
        endpoint.lastError = { code: "InternalError", message: "The endpoint could not be provisioned" };
        endpoint.failureReason = "InternalError";
      }
      if (state === "partial")
        endpoint.lastError = {
          code: "PartialProvisioning",
          message: "One of the subnets could not be served",
        };
      return {
        resourceId: endpoint.id,
        since: state === "pendingAcceptance" ? iso(endpoint.createdAt) : null,
        sentence: `${endpoint.id} is ${state}.`,
        implied: [...SHUT, ...implied, "dns-public-answer", "resolver-stale"],
      };
    },
  };
}

/** Clients are turned away at the interfaces: their flow logs tell, so the VPC must have some. */
function shut(check: string, implied: readonly string[], close: (endpoint: EndpointSpec) => string): Fault {
  return {
    check,
    plant(world) {
      // Logs are asked of endpoints in question alone: one that falls silent, or whose probes fail.
      const endpoint = world.endpoint(
        (one) =>
          one.vpc.flowLogs && one.vpc.flowLogBucket === undefined && (isMeasured(one) || world.isProbed(one)),
      );
      if (!endpoint) return undefined;
      const since = world.recently();
      const what = close(endpoint);
      silence(endpoint, since);
      return {
        resourceId: endpoint.id,
        since: iso(since),
        sentence: `${endpoint.id} ${what}.`,
        implied: [...SHUT, ...implied],
      };
    },
  };
}

/** Counters of a busy endpoint that rise, and do not come down again. */
function storm(check: string, factors: IncidentSpec["factors"], what: string): Fault {
  return {
    check,
    plant(world) {
      const endpoint = world.awsEndpoint((one) => one.traffic !== undefined && isMeasured(one));
      if (!endpoint?.traffic) return undefined;
      const since = world.recently();
      endpoint.traffic = { rhythm: "steady", bytesPerDay: 6e9, bytesPerConnection: 20_000 };
      world.plan.incidents.push({
        name: check,
        target: endpoint.id,
        everyMinutes: (3650 * DAY) / 60_000,
        offsetMinutes: since / 60_000,
        lastsMinutes: (30 * DAY) / 60_000,
        factors,
      });
      return {
        resourceId: endpoint.id,
        since: iso(since),
        sentence: `${endpoint.id} ${what}.`,
        implied: CALLS_HANG.filter((one) => one !== "endpoint-resets"),
      };
    },
  };
}
