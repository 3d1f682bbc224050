import { DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeFlowLogsCommand, DescribeRegionsCommand } from "@aws-sdk/client-ec2";
import type { Config } from "#lib/config/schema.ts";
import type { AccountCheck, Check } from "#lib/onboarding/checkSchema.ts";
import { accountStatus, judgePermission, judgeReach } from "#lib/onboarding/computeCheck.ts";
import { judgeSource } from "#lib/onboarding/computeSources.ts";
import { type Permission, permissions } from "#lib/onboarding/permissions.ts";
import type { Failure } from "#lib/runs/schema.ts";
import { type AccountAccess, homeRegion } from "../aws/credentials.ts";
import { AwsError } from "../aws/errors.ts";
import { eachLimited } from "../aws/pages.ts";
import type { Aws, AwsAccess } from "../aws/session.ts";
import { questions } from "./questions.ts";

/** An account with the parts that it plays. */
export interface CheckedAccount {
  accountId: string;
  name: string | null;
  /** Its bill is that of others as well: Cost Explorer is asked there. */
  payer: boolean;
  /** Organizations is asked there, and the Price List. */
  home: boolean;
}

export interface CheckOptions {
  aws: AwsAccess;
  config: Config;
  accessOf: (accountId: string) => AccountAccess;
  identityArn: string | null;
  /** Every permission in every region, not in the first alone. */
  everywhere?: boolean;
  /** Cost Explorer takes $0.01 for each request. */
  billed: boolean;
  signal?: AbortSignal;
}

const callsAtOnce = 6;

/** Asks everything about one account. Never throws for what AWS answers. */
export async function checkAccount(
  account: CheckedAccount,
  options: CheckOptions,
  now: Date,
): Promise<AccountCheck> {
  const { aws, config, accessOf, identityArn, signal } = options;
  const { accountId } = account;
  const access = accessOf(accountId);
  const home = homeRegion(access.roleArn);
  const check: AccountCheck = {
    accountId,
    accountName: account.name,
    checkedAt: now.toISOString(),
    status: "unknown",
    roleArn: access.roleArn ?? null,
    identityArn,
    reach: judgeReach(await reach(aws, access), {
      accountId,
      roleArn: access.roleArn ?? null,
      externalId: access.externalId !== undefined,
      identityArn,
    }),
    regions: { checked: [], off: [], unknown: false },
    permissions: [],
    sources: [],
  };
  if (check.reach.status === "ok") {
    const open = (region: string) => aws.open(access, region, signal);
    check.regions = await regionsOf(open(home), config);
    check.permissions = await askAll(account, check.regions.checked, home, open, options, now);
    check.sources = await sourcesOf(check, open, config);
  }
  check.status = accountStatus(check);
  return check;
}

/** Anew, whatever is remembered: a trust policy may just have been changed. */
async function reach(aws: AwsAccess, access: AccountAccess): Promise<Failure | undefined> {
  aws.credentials.forget(access);
  return failureOf(() => aws.credentials.providerFor(access)());
}

async function failureOf(work: () => Promise<unknown>): Promise<Failure | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error.failure;
    throw error;
  }
}

async function regionsOf(aws: Aws, { regions }: Config): Promise<AccountCheck["regions"]> {
  const wanted = regions.includes("all") ? undefined : regions;
  try {
    const { Regions = [] } = await aws.ec2(new DescribeRegionsCommand({ AllRegions: true }));
    const names = (on: boolean) =>
      Regions.filter(({ OptInStatus }) => (OptInStatus !== "not-opted-in") === on).map(
        ({ RegionName = "" }) => RegionName,
      );
    const enabled = names(true);
    const checked = wanted ? wanted.filter((region) => enabled.includes(region)) : enabled.toSorted();
    // Where all are wanted, those that are off are none of ours.
    const off = wanted ? wanted.filter((region) => !enabled.includes(region)) : [];
    return { checked, off, unknown: false };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { checked: wanted ?? [aws.region], off: [], unknown: true };
  }
}

interface Asking {
  permission: Permission;
  /** Null: asked at home, and the same everywhere. */
  region: string | null;
}

function askedOf(
  { payer, home }: CheckedAccount,
  regions: string[],
  { everywhere, config }: CheckOptions,
): Asking[] {
  return permissions.flatMap((permission): Asking[] => {
    const { action, place, optional } = permission;
    if (optional === "costs.resourceLevel" && !config.costs.resourceLevel) return [];
    if (action === "pricing:GetProducts" || place === "management")
      return home && (place !== "management" || config.organization) ? [{ permission, region: null }] : [];
    if (place === "payer") return payer ? [{ permission, region: null }] : [];
    // A role is the same everywhere; a service control policy may tell regions apart, and one action shows it.
    const asked = everywhere || action === "ec2:DescribeVpcEndpoints" ? regions : regions.slice(0, 1);
    return asked.map((region) => ({ permission, region }));
  });
}

async function askAll(
  account: CheckedAccount,
  regions: string[],
  home: string,
  open: (region: string) => Aws,
  options: CheckOptions,
  now: Date,
): Promise<Check[]> {
  const access = options.accessOf(account.accountId);
  const roleName = access.roleArn?.split("/").at(-1) ?? null;
  return eachLimited(askedOf(account, regions, options), callsAtOnce, async ({ permission, region }) => {
    const { action } = permission;
    if (action.startsWith("ce:") && !options.billed) return notAsked(action);
    const question = questions[action];
    if (!question) throw new Error(`nobody knows how to ask for ${action}`);
    const failure = await failureOf(() => question(open(region ?? home), now));
    return judgePermission(permission, failure, { accountId: account.accountId, roleName, region });
  });
}

const notAsked = (action: string): Check => ({
  subject: action,
  region: null,
  status: "not-asked",
  cause: null,
  sentence: `${action} costs $0.01 to ask, and the costs collector asks every day: see its runs.`,
  fix: null,
});

async function sourcesOf(
  { permissions: asked, regions }: AccountCheck,
  open: (region: string) => Aws,
  { logsInsights }: Config,
): Promise<Check[]> {
  const permission = (action: string) => asked.find(({ subject }) => subject === action);
  const sources: Check[] = [];
  const add = (subject: Parameters<typeof judgeSource>[0], found: Parameters<typeof judgeSource>[1]) =>
    sources.push(judgeSource(subject, found));
  const flows = await eachLimited(regions.checked, callsAtOnce, async (region) => {
    const logs = await found(async () => {
      const { FlowLogs = [] } = await open(region).ec2(new DescribeFlowLogsCommand({ MaxResults: 1000 }));
      return FlowLogs.filter(
        ({ FlowLogStatus, LogDestinationType }) =>
          FlowLogStatus === "ACTIVE" && LogDestinationType === "cloud-watch-logs",
      ).length;
    });
    return { region, ...logs };
  });
  add("flow-logs", flows);
  const groups = await eachLimited(regions.checked, callsAtOnce, async (region) => {
    const pattern = logsInsights.networkActivityLogGroup;
    const there = await found(async () => {
      const command = new DescribeLogGroupsCommand({ logGroupNamePattern: pattern, limit: 1 });
      return (await open(region).logs(command)).logGroups?.length ?? 0;
    });
    return { region, ...there };
  });
  add("network-activity", groups);
  add("change-events", fromPermission(permission("cloudtrail:LookupEvents")));
  add("quotas", fromPermission(permission("servicequotas:ListServiceQuotas")));
  const bill = permission("ce:GetCostAndUsage");
  if (bill) add("bill", fromPermission(bill));
  return sources;
}

async function found(count: () => Promise<number>): Promise<{ count: number | null }> {
  try {
    return { count: await count() };
  } catch (error) {
    if (error instanceof AwsError) return { count: null };
    throw error;
  }
}

const fromPermission = (check: Check | undefined) => [
  { region: check?.region ?? "", count: check?.status === "ok" ? 1 : null },
];
