import type { PathCheck, PathEvidence, ProviderSide } from "../../evidenceSchema.ts";
import type { ChangeFacts, LoadBalancerFacts } from "../../factsSchema.ts";
import type { CheckAnswer } from "../../schema.ts";
import { listWords } from "../../sentence.ts";
import { fail, item, pass, unknown } from "../shared/answers.ts";
import { awsCommand, cli, lastOf, providerOf } from "../shared/commands.ts";
import type { CheckIdentity, Fresh } from "../shared/consumer.ts";
import { balancerArnsOf, nameOfArn, onService, type SeenService } from "../shared/provider.ts";
import { failingIn, usedZones } from "../shared/zones.ts";

const check: CheckIdentity = {
  ...{ id: "lb-replaced", hop: "load-balancer", role: "cause", severity: "page" },
  title: "The service's load balancer is gone or new",
  source: "D 16",
};

const dayMs = 86_400_000;
/** A new load balancer is worth a ticket for a day, and worth knowing for a week. Ours. */
export const newForTicketMs = dayMs;
export const newForInfoMs = 7 * dayMs;

/** A load balancer that the service points at and that is gone; or one that took another's place lately, which dropped what was open. */
export const lbReplaced: PathCheck = {
  ...check,
  evaluate: (evidence, now) =>
    onService(check, evidence, { needs: ["loadBalancers"] }, ({ service, loadBalancers }, side) => {
      const arns = balancerArnsOf(service.value);
      if (arns.length === 0)
        return [unknown(check, "Which load balancer the service points at is not told.")];
      const gone = arns.filter((arn) => !stands(arn, loadBalancers.value));
      if (gone.length > 0) return [goneAnswer(evidence, side, service, loadBalancers, gone)];
      const told = arns.map((arn) => item(loadBalancers, "Load balancer", "there", arn));
      if (evidence.changes.state !== "fresh")
        return [
          pass(
            check,
            `What the service points at is there; whether it is new is not known: ${evidence.changes.reason}.`,
            {
              evidence: told,
            },
          ),
        ];
      const swap = evidence.changes.value
        .filter((change) => isSwap(change, service.value.serviceId))
        .toSorted((a, b) => b.observedAt.getTime() - a.observedAt.getTime())[0];
      const age = swap ? now.getTime() - swap.observedAt.getTime() : Number.POSITIVE_INFINITY;
      if (!swap || age > newForInfoMs)
        return [pass(check, "What the service points at is there, and not new.", { evidence: told })];
      return [
        fail(
          check,
          `${service.value.serviceId} was pointed at another load balancer on ${dayOf(swap.observedAt)}: connections that were open then were cut.`,
          {
            evidence: [
              ...told,
              item(
                evidence.changes,
                "Load balancers before",
                textsOf(swap.before).toSorted().join(", "),
                service.value.serviceId,
              ),
              item(evidence.changes, "Changed", swap.observedAt.toISOString(), service.value.serviceId),
            ],
            since: swap.observedAt,
            role: "advisory",
            severity: age > newForTicketMs ? "info" : "ticket",
          },
        ),
      ];
    }),
  confirm: (evidence) => {
    const place = providerOf(evidence);
    const service = place && lastOf(place.service);
    if (!place || !service) return [];
    return [
      awsCommand(
        place,
        "What the service points at",
        `ec2 describe-vpc-endpoint-service-configurations --service-ids ${service.serviceId} --query 'ServiceConfigurations[0].[NetworkLoadBalancerArns,GatewayLoadBalancerArns]'`,
        "ARNs of load balancers that exist.",
      ),
      awsCommand(
        place,
        "Whether they exist",
        `elbv2 describe-load-balancers --load-balancer-arns ${balancerArnsOf(service).join(" ")} --query 'LoadBalancers[].{Arn:LoadBalancerArn,State:State.Code,Made:CreatedTime}'`,
        "Each of them, `active`; `LoadBalancerNotFound` confirms the finding.",
      ),
    ];
  },
  fix: (evidence) => {
    const place = providerOf(evidence);
    const service = place && lastOf(place.service);
    const serviceId = service?.serviceId ?? "";
    const arns = service ? balancerArnsOf(service) : [];
    const gone = arns.filter((arn) => !stands(arn, (place && lastOf(place.loadBalancers)) ?? []));
    const instead = place ? sameName(place, gone) : [];
    return {
      owner: "provider",
      summary: `Point ${serviceId} at a load balancer that stands${instead.length > 0 ? ` (${listWords(instead.map(nameOfArn))} is there under a new ARN)` : ""}, and change load balancers in place from now on.`,
      console: `VPC › Endpoint services › ${serviceId} › Actions › Associate or disassociate load balancers.`,
      cli: place
        ? [
            cli(
              place,
              `ec2 modify-vpc-endpoint-service-configuration --service-id ${serviceId} --add-network-load-balancer-arns ${instead.join(" ") || "ARN_OF_THE_NEW_ONE"}${gone.length > 0 ? ` --remove-network-load-balancer-arns ${gone.join(" ")}` : ""}`,
            ),
          ]
        : [],
      terraform: `resource "aws_lb" "this" {
  # behind ${serviceId}
  enable_deletion_protection = true
  lifecycle {
    prevent_destroy = true
  }
}`,
    };
  },
};

const stands = (arn: string, balancers: readonly LoadBalancerFacts[]) =>
  balancers.some(({ loadBalancerArn, goneAt }) => loadBalancerArn === arn && goneAt === null);

/** Load balancers that stand under the name of one that is gone, sorted. */
const sameName = ({ loadBalancers }: ProviderSide, gone: readonly string[]): string[] =>
  (lastOf(loadBalancers) ?? [])
    .flatMap(({ loadBalancerArn, goneAt }) =>
      goneAt === null && gone.some((arn) => nameOfArn(arn) === nameOfArn(loadBalancerArn))
        ? [loadBalancerArn]
        : [],
    )
    .sort();

/** Broken where no other load balancer of the service is in the zone. */
function goneAnswer(
  evidence: PathEvidence,
  side: ProviderSide,
  service: SeenService,
  balancers: Fresh<ProviderSide["loadBalancers"]>,
  gone: readonly string[],
): CheckAnswer {
  const used = usedZones(evidence, side, service.value);
  const left = balancerArnsOf(service.value).filter((arn) => !gone.includes(arn));
  const rows = balancers.value.filter(({ loadBalancerArn }) => left.includes(loadBalancerArn));
  const served = (azId: string) => rows.some(({ azIds }) => azIds.length === 0 || azIds.includes(azId));
  const dead = used.azIds.filter((azId) => !served(azId));
  const whole = left.length === 0;
  const said = whole
    ? { lanes: [] }
    : dead.length > 0
      ? failingIn(dead, used)
      : { role: "advisory" as const };
  const goneAt = balancers.value
    .flatMap((one) => (gone.includes(one.loadBalancerArn) ? (one.goneAt ?? []) : []))
    .toSorted((a, b) => a.getTime() - b.getTime())[0];
  return fail(
    check,
    `${service.value.serviceId} points at ${listWords(gone.map(nameOfArn))}, which ${gone.length === 1 ? "is" : "are"} gone.`,
    {
      ...said,
      evidence: [
        ...gone.map((arn) => item(balancers, "Load balancer", "gone", arn)),
        ...left.map((arn) => item(balancers, "Load balancer", "there", arn)),
      ],
      since: goneAt ?? null,
      severity: whole ? "page" : "ticket",
    },
  );
}

/** One ARN out, another in. An addition alone replaces nothing; nor does the first that is ever named. */
function isSwap(
  { resourceType, resourceId, change, field, before, after }: ChangeFacts,
  serviceId: string,
): boolean {
  if (resourceType !== "vpc-endpoint-service" || resourceId !== serviceId || change !== "modified")
    return false;
  if (field !== "networkLoadBalancerArns" && field !== "gatewayLoadBalancerArns") return false;
  const [old, fresh] = [textsOf(before), textsOf(after)];
  return old.some((arn) => !fresh.includes(arn)) && fresh.some((arn) => !old.includes(arn));
}

const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
const dayOf = (at: Date) => `${at.toISOString().slice(0, 16).replace("T", " ")}Z`;
