import type { ConsumerSide, PathCheck, PathEvidence, Piece } from "../../evidenceSchema.ts";
import type { EndpointFacts } from "../../factsSchema.ts";
import type { CheckAnswer } from "../../schema.ts";
import { notApplicable, notOurs, unusable } from "./answers.ts";

/** What tells a check apart; the functions are added where it is declared. */
export type CheckIdentity = Omit<PathCheck, "evaluate" | "confirm" | "fix">;

type ConsumerPieces = {
  [K in keyof ConsumerSide as ConsumerSide[K] extends Piece<unknown> ? K : never]: ConsumerSide[K];
};
export type Fresh<P> = Extract<P, { state: "fresh" }>;
type Given<K extends keyof ConsumerPieces> = { [P in K]: Fresh<ConsumerPieces[P]> };

/** The pieces as they stand at the start of a sentence. */
const pieceNames: Record<keyof ConsumerPieces, string> = {
  endpoint: "The endpoint",
  vpc: "The endpoint's VPC",
  subnets: "The subnets of the endpoint's VPC",
  networkInterfaces: "The endpoint's network interfaces",
  securityGroups: "The security groups",
  groupMembers: "Who carries the security groups",
  prefixLists: "The prefix lists",
  clientSubnets: "Where the clients are",
  routeTables: "The route tables of the endpoint's VPC",
  flowLogs: "The flow logs of the endpoint's VPC",
  otherEndpoints: "The other endpoints of the VPC",
  availableService: "The service as the consumer sees it",
  metrics: "The endpoint's traffic",
  clientRejects: "The flow logs of the clients",
};

/**
 * Runs `judge` on fresh evidence of the consumer's side. Where the side is not ours or a needed piece is missing or
 * stale, the answer is `unknown`; where `applies` gives a reason, `not-applicable`.
 */
export function onEndpoint<K extends keyof ConsumerPieces = never>(
  check: CheckIdentity,
  { consumer }: PathEvidence,
  { applies, needs }: { applies: (endpoint: EndpointFacts) => string | null; needs?: readonly K[] },
  judge: (given: Given<K | "endpoint">, side: ConsumerSide) => CheckAnswer[],
): CheckAnswer[] {
  if (!consumer.ours) return [notOurs(check, consumer, "The endpoint")];
  const { endpoint } = consumer;
  if (endpoint.state !== "fresh")
    return [unusable(check, endpoint, pieceNames.endpoint)].flatMap((x) => x ?? []);
  const reason = applies(endpoint.value);
  if (reason !== null) return [notApplicable(check, reason)];
  if (needs?.some((key) => consumer[key].state !== "fresh")) {
    const gaps = needs.flatMap((key) => unusable(check, consumer[key], pieceNames[key]) ?? []);
    const [first] = gaps;
    if (first) return [{ ...first, evidence: gaps.flatMap((gap) => gap.evidence) }];
  }
  return judge(consumer as unknown as Given<K | "endpoint">, consumer);
}

/** The endpoint's state in lower case; '' where AWS did not say. */
export const stateOf = ({ state }: EndpointFacts) => (state ?? "").toLowerCase();

/** Why nothing of an endpoint is judged that is going, or gone; null where it stays. */
export const goingAway = (endpoint: EndpointFacts) =>
  ["deleting", "deleted"].includes(stateOf(endpoint))
    ? `${endpoint.vpcEndpointId} is being deleted, or has been.`
    : null;

/** Why nobody can be asked to change what AWS's own service made for itself; null where an account did. */
export const madeByAws = ({ requesterManaged, vpcEndpointId }: EndpointFacts) =>
  requesterManaged === true
    ? `${vpcEndpointId} was made by a service of AWS, which alone may change it.`
    : null;

/** For checks that hold for every endpoint which is meant to stay. */
export const everyEndpoint = (endpoint: EndpointFacts) => goingAway(endpoint);

export const withInterfaces = (endpoint: EndpointFacts) =>
  goingAway(endpoint) ??
  (endpoint.vpcEndpointType === "Gateway"
    ? "A gateway endpoint is a route: it has no network interfaces."
    : null);

export const withGroups = (endpoint: EndpointFacts) =>
  withInterfaces(endpoint) ??
  (endpoint.vpcEndpointType === "GatewayLoadBalancer"
    ? "A Gateway Load Balancer endpoint has no security groups."
    : null);

export const withNames = (endpoint: EndpointFacts) =>
  goingAway(endpoint) ??
  (endpoint.vpcEndpointType === "Interface"
    ? null
    : "Only interface endpoints are reached by private names.");

/** As `withNames`, for what only holds once the endpoint is up: before that, names lead elsewhere by design. */
export const withNamesWhenUp = (endpoint: EndpointFacts) => withNames(endpoint) ?? whenUp(endpoint);
export const withInterfacesWhenUp = (endpoint: EndpointFacts) => withInterfaces(endpoint) ?? whenUp(endpoint);

const whenUp = (endpoint: EndpointFacts) =>
  ["available", "partial", ""].includes(stateOf(endpoint))
    ? null
    : `${endpoint.vpcEndpointId} is not up: its state is ${endpoint.state}.`;

/** Zones as lanes: [] where they are all of the endpoint's, or where none of them is known. */
export function lanesFrom(zones: readonly (string | null)[], { azIds }: EndpointFacts): string[] {
  const known = [...new Set(zones.flatMap((zone) => zone ?? []))].sort();
  return azIds.length > 0 && azIds.every((azId) => known.includes(azId)) ? [] : known;
}
