import type { ConsumerSide, PathEvidence, ProviderSide } from "../../evidenceSchema.ts";
import type { AccountFacts, ClientSubnetFacts, EndpointFacts } from "../../factsSchema.ts";
import type { Command } from "../../schema.ts";

interface Place {
  account: AccountFacts;
  region: string;
}

/** A word as a POSIX shell reads it. */
export const quote = (word: string) =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** A call of the AWS CLI in an account and region: `aws ec2 … --profile payments-prod --region eu-west-1`. */
export const cli = ({ account, region }: Place, call: string) =>
  `aws ${call} --profile ${quote(account.profile)} --region ${region}`;

/** The same as a command that confirms something. */
export function awsCommand(place: Place, title: string, call: string, expect: string): Command {
  const { accountId, name } = place.account;
  return {
    title,
    command: cli(place, call),
    runIn: `${name ?? "account"} (${accountId}), ${place.region}`,
    expect,
  };
}

/** A command for a machine that calls the endpoint. */
export const clientCommand = (place: string, title: string, command: string, expect: string): Command => ({
  ...{ title, command, runIn: `a client in ${place}` },
  expect,
});

/** The consumer's side where it is ours; a check that failed has seen it. */
export const consumerOf = ({ consumer }: PathEvidence): ConsumerSide | undefined =>
  consumer.ours ? consumer : undefined;
export const providerOf = ({ provider }: PathEvidence): ProviderSide | undefined =>
  provider.ours ? provider : undefined;

/** DescribeVpcEndpoints with the fields that matter. */
export const describeEndpoint = (side: ConsumerSide, vpcEndpointId: string, fields: string, expect: string) =>
  awsCommand(
    side,
    "The endpoint as AWS sees it now",
    `ec2 describe-vpc-endpoints --vpc-endpoint-ids ${vpcEndpointId} --query ${quote(`VpcEndpoints[0].{${fields}}`)}`,
    expect,
  );

/** The endpoint as last seen, its lists in one order. */
export function endpointOf(side: ConsumerSide): EndpointFacts | undefined {
  const endpoint = lastOf(side.endpoint);
  return (
    endpoint && {
      ...endpoint,
      subnetIds: endpoint.subnetIds.toSorted(),
      networkInterfaceIds: endpoint.networkInterfaceIds.toSorted(),
      securityGroupIds: endpoint.securityGroupIds.toSorted(),
    }
  );
}

/** Addresses of the endpoint as last seen, IPv4 before IPv6, in one order. */
export function addressesOf(side: ConsumerSide): string[] {
  const interfaces = lastOf(side.networkInterfaces) ?? [];
  return [
    ...interfaces.flatMap(({ privateIpAddresses }) => privateIpAddresses).sort(),
    ...interfaces.flatMap(({ ipv6Addresses }) => ipv6Addresses).sort(),
  ];
}

/** Subnets that clients are known to be in, in one order. */
export const clientSubnetsOf = (side: ConsumerSide): ClientSubnetFacts[] =>
  (lastOf(side.clientSubnets) ?? []).toSorted((a, b) => (a.subnetId < b.subnetId ? -1 : 1));

/** The last value of a piece, however old. */
export const lastOf = <T>(piece: { state: string; value?: T }): T | undefined => piece.value;
