/** The real AWS SDK, pointed at a simulator, for tests. */
import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { CostExplorerClient } from "@aws-sdk/client-cost-explorer";
import { EC2Client, paginateDescribeVpcEndpoints, type VpcEndpoint } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { OrganizationsClient } from "@aws-sdk/client-organizations";
import { PricingClient } from "@aws-sdk/client-pricing";
import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { Simulator } from "../server.ts";

const AMBIENT = { accessKeyId: "AKIAEXAMPLE000000000", secretAccessKey: "secret" };

/** Clients of one account; of the ambient credentials when no account is given. */
export async function clientsFor(simulator: Simulator, accountId?: string, region = "us-east-1") {
  const base = { endpoint: simulator.url, region, maxAttempts: 1 };
  const credentials = accountId === undefined ? AMBIENT : await assume(simulator, accountId);
  const options = { ...base, credentials };
  return {
    ec2: new EC2Client(options),
    elb: new ElasticLoadBalancingV2Client(options),
    cloudwatch: new CloudWatchClient(options),
    costs: new CostExplorerClient(options),
    trail: new CloudTrailClient(options),
    logs: new CloudWatchLogsClient(options),
    quotas: new ServiceQuotasClient(options),
    pricing: new PricingClient(options),
    organizations: new OrganizationsClient(options),
    sts: new STSClient(options),
  };
}

/** Session credentials of an account's reader role. */
export async function assume(simulator: Simulator, accountId: string, externalId?: string) {
  const sts = new STSClient({
    endpoint: simulator.url,
    region: "us-east-1",
    credentials: AMBIENT,
    maxAttempts: 1,
  });
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${accountId}:role/LinkledgerReader`,
      RoleSessionName: "test",
      ExternalId: externalId,
    }),
  );
  return {
    accessKeyId: Credentials?.AccessKeyId as string,
    secretAccessKey: Credentials?.SecretAccessKey as string,
    sessionToken: Credentials?.SessionToken,
  };
}

/** The id of an account by name. @throws Error when the fleet has none. */
export function accountNamed(simulator: Simulator, name: string): string {
  const account = simulator.fleet.plan.accounts.find((one) => one.name === name);
  if (!account) throw new Error(`no account ${name}`);
  return account.id;
}

/** Every endpoint of a scope, page by page, and the size of each page. */
export async function listEndpoints(client: EC2Client, pageSize?: number) {
  const endpoints: VpcEndpoint[] = [];
  const pages: number[] = [];
  for await (const page of paginateDescribeVpcEndpoints({ client }, { MaxResults: pageSize })) {
    endpoints.push(...(page.VpcEndpoints ?? []));
    pages.push(page.VpcEndpoints?.length ?? 0);
  }
  return { endpoints, pages };
}

/** The code an AWS call fails with. @throws Error when it does not fail. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    return (error as Error).name;
  }
  throw new Error("the call did not fail");
}
