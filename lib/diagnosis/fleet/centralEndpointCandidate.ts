import { fail, item, notApplicable, pass, unknown, unusable } from "../checks/shared/answers.ts";
import { awsCommand, cli } from "../checks/shared/commands.ts";
import type { FleetCheck, FleetSharedService } from "./factsSchema.ts";
import { fleetCheck, ofSharedService } from "./subjects.ts";
import { savingWords } from "./verdicts.ts";

const check = fleetCheck(
  "central-endpoint-candidate",
  "info",
  "Many VPCs pay for an endpoint that one could share",
  "G patterns 2",
);

/** Two VPCs with an endpoint each are cheaper than the transit between them. */
const fewestVpcs = 3;

/** As the what-if of lib/cost has it: what one shared endpoint would cost instead. */
export const centralEndpointCandidate: FleetCheck<FleetSharedService> = {
  ...check,
  subject: ofSharedService,
  evaluate: ({ endpoints, whatIf, serviceName, region }) => {
    const gap = unusable(check, endpoints, `The endpoints to ${serviceName}`);
    if (gap || endpoints.state !== "fresh") return gap ? [gap] : [];
    const count = endpoints.value;
    const spread = item(
      endpoints,
      `Endpoints in ${region}`,
      `${count.endpoints} in ${count.vpcs} VPCs of ${count.accounts} accounts`,
      serviceName,
    );
    if (count.vpcs < fewestVpcs)
      return [notApplicable(check, `${serviceName} has endpoints in ${count.vpcs} VPCs of ${region} only.`)];
    const noSum = unusable(check, whatIf, `What one shared endpoint to ${serviceName} would cost`);
    if (noSum || whatIf.state !== "fresh")
      return noSum ? [{ ...noSum, evidence: [spread, ...noSum.evidence] }] : [];
    const { state, reason, presentUsd, centralUsd, saving } = whatIf.value;
    const evidence = [
      spread,
      ...(presentUsd !== null && centralUsd !== null
        ? [
            item(
              { ...whatIf, source: "estimated" },
              "A month, now and shared, transit left out",
              `$${presentUsd.toFixed(2)} and $${centralUsd.toFixed(2)}`,
              serviceName,
            ),
          ]
        : []),
      ...(saving
        ? [item({ ...whatIf, source: "estimated" }, "Saving", savingWords(saving), serviceName)]
        : []),
    ];
    if (state === "unknown") return [unknown(check, reason, { evidence })];
    return [(state === "cheaper" ? fail : pass)(check, reason, { evidence })];
  },
  confirm: (facts) => [
    awsCommand(
      facts,
      "Endpoints to the service in one of its accounts",
      `ec2 describe-vpc-endpoints --filters Name=service-name,Values=${facts.serviceName} --query 'VpcEndpoints[].{Vpc:VpcId,Id:VpcEndpointId,Subnets:SubnetIds}'`,
      "One per VPC that needs its own; many with little traffic confirm the finding.",
    ),
  ],
  fix: (facts) => ({
    owner: "consumer",
    summary: `Put one endpoint to ${facts.serviceName} into a shared VPC, lead the others there by Transit Gateway or peering, and share a private hosted zone for its name; then retire the single ones.`,
    console:
      "VPC › Endpoints › Create endpoint in the shared VPC, private DNS off; Route 53 › Hosted zones › a private zone for the service's name, associated with every VPC.",
    cli: [
      cli(
        facts,
        `ec2 create-vpc-endpoint --vpc-id SHARED_VPC_ID --vpc-endpoint-type Interface --service-name ${facts.serviceName} --subnet-ids SUBNET_ID --security-group-ids SECURITY_GROUP_ID --no-private-dns-enabled`,
      ),
      cli(
        facts,
        `route53 associate-vpc-with-hosted-zone --hosted-zone-id HOSTED_ZONE_ID --vpc VPCRegion=${facts.region},VPCId=VPC_ID`,
      ),
    ],
    terraform: `resource "aws_vpc_endpoint" "shared" {
  vpc_id              = var.shared_vpc_id
  vpc_endpoint_type   = "Interface"
  service_name        = "${facts.serviceName}"
  subnet_ids          = var.shared_subnet_ids
  private_dns_enabled = false
}

resource "aws_route53_zone_association" "member" {
  for_each = var.member_vpc_ids
  zone_id  = aws_route53_zone.service.zone_id
  vpc_id   = each.value
}`,
  }),
};
