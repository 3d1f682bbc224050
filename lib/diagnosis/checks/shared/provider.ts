import type { PathEvidence, Piece, ProviderSide } from "../../evidenceSchema.ts";
import type { LoadBalancerFacts, ServiceFacts } from "../../factsSchema.ts";
import type { CheckAnswer } from "../../schema.ts";
import { notApplicable, notOurs, unknown, unusable } from "./answers.ts";
import { lastOf } from "./commands.ts";
import { type CheckIdentity, type Fresh, goingAway } from "./consumer.ts";

type ProviderPieces = {
  [K in keyof ProviderSide as ProviderSide[K] extends Piece<unknown> ? K : never]: ProviderSide[K];
};
type Given<K extends keyof ProviderPieces> = { [P in K]: Fresh<ProviderPieces[P]> };
/** The service as seen, with the time of its piece. */
export type SeenService = Extract<Piece<ServiceFacts>, { state: "fresh" }>;

/** The pieces as they stand at the start of a sentence. */
const pieceNames: Record<keyof ProviderPieces, string> = {
  service: "The service",
  permissions: "The service's allow-list",
  notifications: "The service's connection notifications",
  connection: "The connection as the provider sees it",
  connections: "The service's connections",
  loadBalancers: "The service's load balancers",
  listeners: "The load balancers' listeners",
  targetGroups: "The target groups",
  targetHealth: "The targets' health",
  subnets: "The load balancers' subnets",
  securityGroups: "The load balancers' security groups",
  prefixLists: "The prefix lists",
  quotas: "The provider's quotas",
  metrics: "The service's traffic",
  loadBalancerMetrics: "The load balancers' traffic",
};

interface Asked<K> {
  needs?: readonly K[];
  /** What follows where the services of the account were read and this one is not among them; unknown by default. */
  gone?: (side: ProviderSide) => CheckAnswer[];
}

/**
 * Runs `judge` on fresh evidence of the provider's side. Where the side is not ours, or a needed piece is missing or
 * stale, the answer is `unknown`; where the path leads to no endpoint service, `not-applicable`.
 */
export function onService<K extends keyof ProviderPieces = never>(
  check: CheckIdentity,
  evidence: PathEvidence,
  { needs = [], gone }: Asked<K>,
  judge: (given: Given<K> & { service: SeenService }, side: ProviderSide) => CheckAnswer[],
): CheckAnswer[] {
  const { provider } = evidence;
  const elsewhere = leadsElsewhere(evidence);
  if (elsewhere !== null) return [notApplicable(check, elsewhere)];
  if (!provider.ours) {
    if (provider.owner === "aws" && check.hop === "service")
      return [
        notApplicable(check, "AWS's own services have no allow-list, and wait for nobody's acceptance."),
      ];
    return [notOurs(check, provider, "The provider's side")];
  }
  const { service } = provider;
  if (service.state !== "fresh")
    return [unusable(check, service, pieceNames.service)].flatMap((x) => x ?? []);
  if (service.value === null)
    return gone?.(provider) ?? [unknown(check, `The service is not among those of ${placeOf(provider)}.`)];
  if (needs.some((key) => provider[key].state !== "fresh")) {
    const gaps = needs.flatMap((key) => unusable(check, provider[key], pieceNames[key]) ?? []);
    const [first] = gaps;
    if (first) return [{ ...first, evidence: gaps.flatMap((gap) => gap.evidence) }];
  }
  return judge(provider as unknown as Given<K> & { service: SeenService }, provider);
}

/** `111111111111 in us-east-1` */
export const placeOf = ({ account, region }: ProviderSide) => `${account.accountId} in ${region}`;

/** Why the path passes no endpoint service; null where it does, or may. */
export function leadsElsewhere({ consumer }: PathEvidence): string | null {
  const endpoint = consumer.ours ? lastOf(consumer.endpoint) : undefined;
  if (!endpoint) return null;
  const away = goingAway(endpoint);
  if (away !== null) return away;
  switch (endpoint.vpcEndpointType) {
    case "Gateway":
      return "A gateway endpoint is a route to AWS's own service: no gate, load balancer or target of ours is on it.";
    case "Resource":
      return "A resource endpoint leads to a resource configuration, not to an endpoint service.";
    case "ServiceNetwork":
      return "A service-network endpoint leads to a service network, not to an endpoint service.";
    default:
      return null;
  }
}

/** What the service points at, sorted. */
export const balancerArnsOf = ({
  networkLoadBalancerArns,
  gatewayLoadBalancerArns,
}: ServiceFacts): string[] => [...networkLoadBalancerArns, ...gatewayLoadBalancerArns].sort();

/** Load balancers of the service that stand, in one order. */
export const standing = (
  service: ServiceFacts,
  balancers: readonly LoadBalancerFacts[],
): LoadBalancerFacts[] =>
  balancers
    .filter(
      ({ loadBalancerArn, goneAt }) => goneAt === null && balancerArnsOf(service).includes(loadBalancerArn),
    )
    .toSorted((a, b) => (a.loadBalancerArn < b.loadBalancerArn ? -1 : 1));

/** `payments` of `…:loadbalancer/net/payments/0123` and of `…:targetgroup/payments/0123`. */
export const nameOfArn = (arn: string) => arn.split("/").at(-2) ?? arn;
