import { type Account, ListAccountsCommand } from "@aws-sdk/client-organizations";
import type { Config } from "#lib/config/schema.ts";
import { type InventoryRow, type TableRows, tables } from "#lib/inventory/tables.ts";
import { allPages } from "../aws/pages.ts";
import { inventoryCollector, type ScopeContext } from "../collector.ts";
import { rowsOf, textOf, timeOf } from "../values.ts";

export interface AccountAnswers {
  /** Undefined where no organization is asked or it could not be read. */
  organization?: Account[];
  configured: Config["accounts"];
  /** The account of the credentials, where it is what there is to collect. */
  ambientAccountId?: string;
}

async function fetchAccounts({ aws, parts, fleet }: ScopeContext): Promise<AccountAnswers> {
  const configured = fleet.config.accounts;
  let organization: Account[] | undefined;
  if (fleet.config.organization) {
    organization = await parts.read("ListAccounts", () =>
      allPages(async (NextToken) => {
        const answer = await aws.organizations(new ListAccountsCommand({ NextToken }));
        return { items: answer.Accounts, next: answer.NextToken };
      }),
    );
  }
  // Without an organization that answers, the account of the credentials can still be collected. An organization has
  // one account at least, so a server that lists none has no organization.
  const known = await fleet.accounts();
  const alone =
    !organization?.length && configured.length === 0 && known.every(({ source }) => source === "credentials");
  const ambientAccountId = alone ? fleet.ambientAccountId : undefined;
  // What is known without asking counts as read, so that an organization that refuses does not take it along.
  if (configured.length > 0) await parts.read("configuration", async () => configured);
  if (ambientAccountId) await parts.read("GetCallerIdentity", async () => [ambientAccountId]);
  return { organization, configured, ambientAccountId };
}

/** Accounts as rows. One that is listed in the file keeps the name it has there. */
export function mapAccounts({ organization, configured, ambientAccountId }: AccountAnswers): TableRows[] {
  const rows = rowsOf(organization ?? [], mapMember);
  const members = new Map(rows.map((row) => [row.accountId as string, row]));
  for (const { id, name } of configured) {
    const member = members.get(id);
    if (member) member.name = name ?? member.name;
    else rows.push(plainAccount(id, name ?? id, "configuration"));
  }
  if (ambientAccountId) rows.push(plainAccount(ambientAccountId, ambientAccountId, "credentials"));
  return [{ table: tables.account, rows }];
}

function mapMember(account: Account): InventoryRow | undefined {
  if (!account.Id) return undefined;
  return {
    accountId: account.Id,
    name: account.Name || account.Id,
    email: textOf(account.Email),
    status: account.Status ?? account.State ?? "ACTIVE",
    joinedAt: timeOf(account.JoinedTimestamp),
    source: "organization",
    // arn:aws:organizations::<management account>:account/o-…/<account>
    managementAccountId: textOf(account.Arn?.split(":")[4]),
    tags: {},
    raw: account,
  };
}

function plainAccount(accountId: string, name: string, source: string): InventoryRow {
  return {
    accountId,
    name,
    email: null,
    status: "ACTIVE",
    joinedAt: null,
    source,
    managementAccountId: null,
    tags: {},
    raw: {},
  };
}

export const accounts = inventoryCollector({
  name: "accounts",
  phase: "accounts",
  fetch: fetchAccounts,
  map: mapAccounts,
});
