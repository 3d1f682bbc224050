import type { PathCheck } from "../../evidenceSchema.ts";
import { listWords } from "../../sentence.ts";
import { fail, item, notApplicable, pass, unknown } from "../shared/answers.ts";
import { awsCommand, cli, lastOf, providerOf } from "../shared/commands.ts";
import type { CheckIdentity } from "../shared/consumer.ts";
import { balancerArnsOf, nameOfArn, onService, standing } from "../shared/provider.ts";

const check: CheckIdentity = {
  ...{ id: "lb-internet-facing", hop: "load-balancer", role: "advisory", severity: "ticket" },
  title: "The load balancer behind the service faces the internet",
  source: "D provider 1",
};

/** PrivateLink works through it all the same; the service is then not only private. */
export const lbInternetFacing: PathCheck = {
  ...check,
  evaluate: (evidence) =>
    onService(check, evidence, { needs: ["loadBalancers"] }, ({ service, loadBalancers }) => {
      const own = standing(service.value, loadBalancers.value).filter(({ type }) => type !== "gateway");
      if (own.length === 0)
        return service.value.networkLoadBalancerArns.length === 0 &&
          service.value.gatewayLoadBalancerArns.length > 0
          ? [notApplicable(check, "A Gateway Load Balancer faces nobody but its endpoints.")]
          : [unknown(check, "No load balancer of the service has been seen.")];
      const told = own.map(({ scheme, loadBalancerArn }) =>
        item(loadBalancers, "Scheme", scheme ?? "not told", loadBalancerArn),
      );
      const facing = own.filter(({ scheme }) => scheme === "internet-facing");
      if (facing.length > 0)
        return [
          fail(
            check,
            `${listWords(facing.map(({ loadBalancerName }) => loadBalancerName))} behind ${service.value.serviceId} can be reached from the internet as well.`,
            { evidence: told },
          ),
        ];
      if (own.some(({ scheme }) => scheme === null))
        return [unknown(check, "Whether the load balancer is internal is not told.", { evidence: told })];
      return [pass(check, "The load balancer is internal.", { evidence: told })];
    }),
  confirm: (evidence) => {
    const place = providerOf(evidence);
    const service = place && lastOf(place.service);
    return place && service
      ? [
          awsCommand(
            place,
            "Scheme of the load balancers",
            `elbv2 describe-load-balancers --load-balancer-arns ${balancerArnsOf(service).join(" ")} --query 'LoadBalancers[].{Name:LoadBalancerName,Scheme:Scheme}'`,
            "`internal`; `internet-facing` confirms the finding.",
          ),
        ]
      : [];
  },
  fix: (evidence) => {
    const place = providerOf(evidence);
    const service = place && lastOf(place.service);
    const facing = (service ? standing(service, (place && lastOf(place.loadBalancers)) ?? []) : []).filter(
      ({ scheme }) => scheme === "internet-facing",
    );
    const [one] = facing;
    const name = one?.loadBalancerName ?? nameOfArn(service ? (balancerArnsOf(service)[0] ?? "") : "");
    const serviceId = service?.serviceId ?? "";
    return {
      owner: "provider",
      summary: `Make an internal load balancer with the same listeners, add it to ${serviceId}, move consumers over, then remove ${name}: a scheme cannot be changed.`,
      console: `EC2 › Load balancers › Create, scheme internal; VPC › Endpoint services › ${serviceId} › Associate load balancers.`,
      cli: place
        ? [
            cli(
              place,
              `elbv2 create-load-balancer --name ${name}-internal --type network --scheme internal --subnets ${(one?.subnetIds ?? []).toSorted().join(" ")}`,
            ),
            cli(
              place,
              `ec2 modify-vpc-endpoint-service-configuration --service-id ${serviceId} --add-network-load-balancer-arns NEW_ARN`,
            ),
          ]
        : [],
      terraform: `resource "aws_lb" "internal" {
  name               = "${name}-internal"
  load_balancer_type = "network"
  internal           = true
  subnets            = ${JSON.stringify((one?.subnetIds ?? []).toSorted())}
}`,
    };
  },
};
