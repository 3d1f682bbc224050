import { hex } from "../fleet/hash.ts";
import { MANAGEMENT_ACCOUNT } from "../fleet/make.ts";
import type { AccountSpec } from "../fleet/types.ts";
import { AwsError } from "../protocols/errors.ts";
import { paginate } from "../protocols/paging.ts";
import type { Call, Operations } from "./context.ts";

/** AWS Organizations, as the management account sees it. */
export const organizations: Operations = {
  ListAccounts: (call) => {
    requireManagement(call);
    const accounts = call.fleet.plan.accounts;
    const request = {
      maxResults: call.json.MaxResults as number | undefined,
      nextToken: call.json.NextToken as string | undefined,
    };
    const rules = {
      action: "ListAccounts",
      defaultSize: 20,
      min: 1,
      max: 20,
      tokenError: "InvalidInputException",
    };
    const page = call.plain ? { items: accounts, nextToken: undefined } : paginate(accounts, request, rules);
    return { Accounts: page.items.map((account) => renderAccount(account, call)), NextToken: page.nextToken };
  },

  DescribeOrganization: (call) => ({
    Organization: {
      Id: organizationId(call),
      Arn: `arn:aws:organizations::${MANAGEMENT_ACCOUNT}:organization/${organizationId(call)}`,
      FeatureSet: "ALL",
      MasterAccountArn: `arn:aws:organizations::${MANAGEMENT_ACCOUNT}:account/${organizationId(call)}/${MANAGEMENT_ACCOUNT}`,
      MasterAccountId: MANAGEMENT_ACCOUNT,
      MasterAccountEmail: call.fleet.account(MANAGEMENT_ACCOUNT)?.email,
      AvailablePolicyTypes: [{ Type: "SERVICE_CONTROL_POLICY", Status: "ENABLED" }],
    },
  }),

  ListTagsForResource: (call) => {
    requireManagement(call);
    const account = call.fleet.account(String(call.json.ResourceId));
    if (!account) throw new AwsError("TargetNotFoundException", "You specified a target that doesn't exist.");
    return { Tags: Object.entries(account.tags).map(([Key, Value]) => ({ Key, Value })) };
  },
};

function requireManagement(call: Call): void {
  if (call.accountId === MANAGEMENT_ACCOUNT) return;
  throw new AwsError("AccessDeniedException", "You don't have permissions to access this resource.");
}

function organizationId(call: Call): string {
  return `o-${hex(`organization/${call.fleet.plan.seed}`, 10)}`;
}

function renderAccount(account: AccountSpec, call: Call) {
  return {
    Id: account.id,
    Arn: `arn:aws:organizations::${MANAGEMENT_ACCOUNT}:account/${organizationId(call)}/${account.id}`,
    Email: account.email,
    Name: account.name,
    Status: account.status,
    State: account.status,
    JoinedMethod: account.id === MANAGEMENT_ACCOUNT ? "INVITED" : "CREATED",
    JoinedTimestamp: account.joinedAt / 1000,
  };
}
