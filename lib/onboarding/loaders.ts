import { z } from "zod";
import { readEntry } from "../api/body.ts";
import { currentConfig } from "../config/data.ts";
import type { Config } from "../config/schema.ts";
import { database } from "../db/pool.ts";
import { currentTime } from "../env.ts";
import { NotFoundError } from "../errors.ts";
import { wakeWorkers } from "../runs/wake.ts";
import { checkStates, latestIdentity } from "./checkData.ts";
import { askForCheck } from "./checkMutations.ts";
import type { AccountCheckState } from "./checkSchema.ts";
import { type Onboarding, principalNoteOf, principalOf } from "./snippets.ts";

/** Nothing has to be said when a check is asked for. */
export const checkRequestSchema = z.strictObject({}).meta({ id: "AccountCheckRequest" });

/** The last check of an account. Throws NotFoundError for one that nobody knows. */
export async function accountCheck(accountId: string): Promise<AccountCheckState> {
  await requireAccount(accountId);
  const { pool } = await database();
  const states = await checkStates(pool, currentTime(), [accountId]);
  return states.get(accountId) ?? { accountId, askedAt: null, waiting: false, check: null };
}

/** Has an account checked by a worker, soon. Throws what the API translates. */
export async function requestAccountCheck(request: Request, accountId: string): Promise<AccountCheckState> {
  await readEntry(request, checkRequestSchema, 1024);
  await requireAccount(accountId);
  const { pool } = await database();
  await askForCheck(pool, accountId, currentTime());
  await wakeWorkers(pool);
  return accountCheck(accountId);
}

async function requireAccount(accountId: string): Promise<void> {
  const configured = currentConfig()?.accounts.some(({ id }) => id === accountId);
  if (configured) return;
  const { pool } = await database();
  const { rowCount } = /^\d{12}$/.test(accountId)
    ? await pool.query("SELECT FROM account WHERE account_id = $1 AND gone_at IS NULL", [accountId])
    : { rowCount: 0 };
  if (!rowCount) throw new NotFoundError(`There is no account ${accountId.slice(0, 20)}.`);
}

/** What the templates and snippets of the settings page are filled with. */
export async function onboardingOf(config: Config): Promise<Onboarding> {
  const { onboarding, organization, accounts } = config;
  const known = onboarding.trustedPrincipalArn ? null : await latestIdentity((await database()).pool);
  const principalArn = onboarding.trustedPrincipalArn ?? (known ? principalOf(known) : null);
  const ids = new Set([organization?.externalId, ...accounts.map(({ externalId }) => externalId)]);
  ids.delete(undefined);
  const [externalId = null] = ids;
  const [region = "all"] = config.regions;
  return {
    principalArn,
    principalFrom: onboarding.trustedPrincipalArn
      ? "onboarding.trustedPrincipalArn in linkledger.yaml"
      : known
        ? `what STS calls the workers: ${known}`
        : "not known before the first check of an account, or npm run doctor",
    principalNote: principalNoteOf(principalArn),
    // Of several, none is the one for the next account.
    externalId: organization?.externalId ?? (ids.size === 1 ? (externalId ?? null) : null),
    roleName: organization?.memberRoleName.split("/").at(-1) ?? "LinkledgerReader",
    templateUrl: onboarding.templateUrl ?? null,
    region: region === "all" ? "us-east-1" : region,
  };
}
