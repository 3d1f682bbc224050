import { policyReach } from "../checks/endpoint/policyReach.ts";
import { fail, item, notApplicable, pass, unknown, unusable } from "../checks/shared/answers.ts";
import { awsCommand, cli, quote } from "../checks/shared/commands.ts";
import type { FleetCheck, FleetEndpoint } from "./factsSchema.ts";
import { fleetCheck, ofEndpoint } from "./subjects.ts";

const check = fleetCheck(
  "endpoint-policy-open",
  "info",
  "The endpoint's policy allows everything",
  "P per-endpoint policy",
);

/** Everybody may do everything through it, where the service would take a narrower policy. AWS's default is this. */
export const endpointPolicyOpen: FleetCheck<FleetEndpoint> = {
  ...check,
  subject: ofEndpoint,
  evaluate: ({ endpoint, availableService }) => {
    const gap = unusable(check, endpoint, "The endpoint's policy");
    if (gap || endpoint.state !== "fresh") return gap ? [gap] : [];
    const { vpcEndpointId, vpcEndpointType, serviceName, policyDocument } = endpoint.value;
    const supported = takesPolicies(vpcEndpointType, serviceName, availableService);
    if (supported === false)
      return [notApplicable(check, `${serviceName ?? "The service"} takes no endpoint policy.`)];
    if (policyDocument === null) return [unknown(check, `The policy of ${vpcEndpointId} is not told.`)];
    const reach = policyReach(policyDocument, serviceName);
    const told = { evidence: [item(endpoint, "Endpoint policy", reachWords[reach], vpcEndpointId)] };
    if (reach === "unreadable")
      return [unknown(check, `The policy of ${vpcEndpointId} could not be read.`, told)];
    if (reach !== "full")
      return [pass(check, `The policy of ${vpcEndpointId} allows some things only.`, told)];
    if (supported === null)
      return [
        unknown(check, `Whether ${serviceName ?? "the service"} takes another policy is not known.`, told),
      ];
    return [
      fail(
        check,
        `The policy of ${vpcEndpointId} lets everybody in the VPC do everything on ${serviceName}.`,
        told,
      ),
    ];
  },
  confirm: (facts) => [
    awsCommand(
      facts,
      "The policy",
      `ec2 describe-vpc-endpoints --vpc-endpoint-ids ${facts.vpcEndpointId} --query 'VpcEndpoints[0].PolicyDocument'`,
      '`"Principal": "*"`, `"Action": "*"` and `"Resource": "*"` in one statement confirm the finding.',
    ),
  ],
  fix: (facts) => {
    const policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          ...{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" },
          Condition: { StringEquals: { "aws:PrincipalOrgID": "ORGANIZATION_ID" } },
        },
      ],
    });
    return {
      owner: "consumer",
      summary:
        "Allow your own organization's principals alone, then narrow actions and resources to what the VPC's workloads call.",
      console: `VPC › Endpoints › ${facts.vpcEndpointId} › Policy › Edit policy › Custom.`,
      cli: [
        cli(
          facts,
          `ec2 modify-vpc-endpoint --vpc-endpoint-id ${facts.vpcEndpointId} --policy-document ${quote(policy)}`,
        ),
      ],
      terraform: `resource "aws_vpc_endpoint_policy" "this" {
  vpc_endpoint_id = "${facts.vpcEndpointId}"
  policy          = jsonencode(${policy})
}`,
    };
  },
};

const reachWords = {
  full: "everybody may do everything",
  nothing: "allows nothing",
  narrow: "allows some actions, principals or resources",
  unreadable: "not readable",
};

/** Gateway endpoints always do; services of other providers never do; for the rest the service says. Null: not known. */
function takesPolicies(
  vpcEndpointType: string,
  serviceName: string | null,
  service: FleetEndpoint["availableService"],
): boolean | null {
  if (vpcEndpointType === "Gateway") return true;
  if (vpcEndpointType === "GatewayLoadBalancer" || serviceName?.startsWith("com.amazonaws.vpce."))
    return false;
  return service.state === "fresh" ? (service.value?.vpcEndpointPolicySupported ?? null) : null;
}
