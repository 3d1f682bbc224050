import type { PathCheck } from "../../evidenceSchema.ts";
import { fail, item, pass, unknown } from "../shared/answers.ts";
import { awsCommand, cli, lastOf, providerOf } from "../shared/commands.ts";
import type { CheckIdentity } from "../shared/consumer.ts";
import { balancerArnsOf, onService, placeOf } from "../shared/provider.ts";

const check: CheckIdentity = {
  ...{ id: "service-not-available", hop: "service", role: "cause", severity: "page" },
  title: "The endpoint service is not available",
  source: "D states",
};

/** The service's own state; one that is gone from its account is not available either. */
export const serviceNotAvailable: PathCheck = {
  ...check,
  evaluate: (evidence) =>
    onService(
      check,
      evidence,
      {
        gone: (side) => [
          fail(check, `The service is gone: ${placeOf(side)} has none of that name.`, {
            evidence: [
              item(side.service, "Endpoint service", "not among those of the account", evidence.serviceName),
            ],
          }),
        ],
      },
      ({ service }) => {
        const { serviceId, serviceState } = service.value;
        const told = [item(service, "State of the service", serviceState ?? "not told", serviceId)];
        if (serviceState === null)
          return [unknown(check, "The service's state is not told.", { evidence: told })];
        if (serviceState.toLowerCase() === "available")
          return [pass(check, `${serviceId} is available.`, { evidence: told })];
        return [
          fail(check, `${serviceId} is ${serviceState}, not available.`, {
            evidence: told,
            severity: serviceState.toLowerCase() === "pending" ? "ticket" : "page",
          }),
        ];
      },
    ),
  confirm: (evidence) => {
    const place = providerOf(evidence);
    const serviceId = place && lastOf(place.service)?.serviceId;
    if (!place) return [];
    const filter = serviceId
      ? `--service-ids ${serviceId}`
      : `--filters Name=service-name,Values=${evidence.serviceName}`;
    return [
      awsCommand(
        place,
        "The service as AWS sees it now",
        `ec2 describe-vpc-endpoint-service-configurations ${filter} --query 'ServiceConfigurations[].{State:ServiceState,Balancers:NetworkLoadBalancerArns}'`,
        "`Available`; another state, or nothing at all, confirms the finding.",
      ),
    ];
  },
  fix: (evidence) => {
    const place = providerOf(evidence);
    const service = place && lastOf(place.service);
    const what = service?.serviceId ?? evidence.serviceName ?? "the service";
    const arns = service ? balancerArnsOf(service) : [];
    return {
      owner: "provider",
      summary: `Find out who deletes ${what} or why it failed; a service that is gone is made anew under another name, which every consumer has to take.`,
      console: `VPC › Endpoint services › ${what}.`,
      cli: place
        ? [
            cli(
              place,
              arns.length > 0
                ? `ec2 create-vpc-endpoint-service-configuration --network-load-balancer-arns ${arns.join(" ")} --acceptance-required`
                : `cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=DeleteVpcEndpointServiceConfigurations`,
            ),
          ]
        : [],
      terraform: `resource "aws_vpc_endpoint_service" "this" {
  acceptance_required        = true
  network_load_balancer_arns = ${JSON.stringify(arns)}
}`,
    };
  },
};
