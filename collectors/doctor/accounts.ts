import { ListAccountsCommand } from "@aws-sdk/client-organizations";
import type { Failure } from "#lib/runs/schema.ts";
import { homeRegion } from "../aws/credentials.ts";
import { AwsError } from "../aws/errors.ts";
import type { AwsAccess } from "../aws/session.ts";
import type { Fleet } from "../fleet.ts";
import type { CheckedAccount } from "./check.ts";

/**
 * The accounts of the configuration, and those that Organizations lists now; suspended ones are left out. A listing
 * that fails is no reason to stop: its failure is given, and the accounts that are known otherwise are checked.
 */
export async function listAccounts(
  aws: AwsAccess,
  fleet: Fleet,
  known: { accountId: string; name: string | null; payer: boolean }[],
  signal?: AbortSignal,
): Promise<{ accounts: CheckedAccount[]; failure: Failure | undefined }> {
  const { config, homeAccountId } = fleet;
  const accounts = new Map<string, CheckedAccount>();
  const add = (accountId: string, name: string | null, payer: boolean) => {
    const before = accounts.get(accountId);
    accounts.set(accountId, {
      accountId,
      name: name ?? before?.name ?? null,
      payer: payer || (before?.payer ?? false),
      home: accountId === homeAccountId,
    });
  };
  let failure: Failure | undefined;
  if (config.organization) {
    const listed = await organizationAccounts(aws, fleet, signal);
    failure = listed.failure;
    for (const one of listed.failure ? known : listed.accounts) add(one.accountId, one.name, one.payer);
  }
  for (const { id, name } of config.accounts) add(id, name ?? null, !config.organization);
  if (accounts.size === 0 && /^\d{12}$/.test(homeAccountId)) add(homeAccountId, null, true);
  return { accounts: [...accounts.values()].sort((a, b) => (a.accountId < b.accountId ? -1 : 1)), failure };
}

async function organizationAccounts(aws: AwsAccess, { organizationAccess }: Fleet, signal?: AbortSignal) {
  const client = aws.open(organizationAccess, homeRegion(organizationAccess.roleArn), signal);
  const accounts: { accountId: string; name: string | null; payer: boolean }[] = [];
  try {
    let NextToken: string | undefined;
    do {
      const page = await client.organizations(new ListAccountsCommand({ NextToken }));
      for (const { Id, Name, Status, Arn } of page.Accounts ?? []) {
        if (!Id || Status === "SUSPENDED" || Status === "PENDING_CLOSURE") continue;
        // arn:aws:organizations::<management account>:account/…: the bill of all is that account's.
        accounts.push({ accountId: Id, name: Name ?? null, payer: Arn?.split(":")[4] === Id });
      }
      NextToken = page.NextToken;
    } while (NextToken);
    return { accounts, failure: undefined };
  } catch (error) {
    if (error instanceof AwsError) return { accounts, failure: error.failure };
    throw error;
  }
}
