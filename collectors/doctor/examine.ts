import type { Config } from "#lib/config/schema.ts";
import type { Database } from "#lib/db/pool.ts";
import { ConfigurationError, DatabaseUnavailableError } from "#lib/errors.ts";
import { storeCheck } from "#lib/onboarding/checkMutations.ts";
import type { Failure } from "#lib/runs/schema.ts";
import { AwsError } from "../aws/errors.ts";
import { eachLimited } from "../aws/pages.ts";
import { AwsAccess } from "../aws/session.ts";
import { Fleet } from "../fleet.ts";
import { listAccounts } from "./accounts.ts";
import { checkAccount } from "./check.ts";
import { checkClock, checkDatabase, type InstallCheck } from "./install.ts";
import type { DoctorReport } from "./report.ts";

export interface ExamineOptions {
  /** These accounts alone; all where it is empty. */
  only: string[];
  everywhere: boolean;
  billed: boolean;
  signal?: AbortSignal;
  onChecked?: (done: number, total: number) => void;
}

const accountsAtOnce = 4;

/**
 * Checks the installation and every account that is configured or discovered, and keeps the results for the settings
 * page where there is a migrated database.
 * @throws ConfigurationError where there is no account that could be checked.
 */
export async function examine(
  db: Database | DatabaseUnavailableError,
  config: Config,
  { only, signal, onChecked, ...options }: ExamineOptions,
  now: Date,
  aws = new AwsAccess(),
): Promise<DoctorReport> {
  try {
    const identity = await aws.credentials.ambientIdentity().catch((error: unknown) => {
      if (error instanceof AwsError) return error.failure;
      throw error;
    });
    const identityArn = "arn" in identity ? identity.arn : null;
    const open = db instanceof DatabaseUnavailableError ? undefined : db;
    // Of the fleet, only what the configuration says is asked: no table is read.
    const fleet = new Fleet(open as Database, config, "arn" in identity ? identity.accountId : undefined);
    const listed = await listAccounts(aws, fleet, await knownAccounts(open), signal);
    const accounts = listed.accounts.filter(({ accountId }) => only.length === 0 || only.includes(accountId));
    if (accounts.length === 0) throw nothingToCheck(only, identity, listed.failure);
    let done = 0;
    const checks = await eachLimited(accounts, accountsAtOnce, async (account) => {
      const asked = { ...options, aws, config, identityArn, signal };
      const check = await checkAccount(
        account,
        { ...asked, accessOf: (accountId) => fleet.accessOf(accountId) },
        now,
      );
      onChecked?.(++done, accounts.length);
      return check;
    });
    const installation: InstallCheck[] = [
      identityCheck(identity),
      ...(listed.failure ? [listingCheck(listed.failure)] : []),
      checkClock(),
      ...(open ? await checkDatabase(open) : [databaseAway(db as DatabaseUnavailableError)]),
    ];
    if (open && !signal?.aborted && (await isMigrated(open)))
      for (const check of checks) await storeCheck(open.pool, check);
    return { checkedAt: now.toISOString(), identityArn, installation, accounts: checks };
  } finally {
    aws.close();
  }
}

/** From earlier runs, for when Organizations does not list them now. */
async function knownAccounts(db: Database | undefined) {
  if (!db || !(await isMigrated(db))) return [];
  const { rows } = await db.pool.query<{ accountId: string; name: string | null; payer: boolean }>(
    `SELECT account_id AS "accountId", name, coalesce(management_account_id, account_id) = account_id AS payer
     FROM account WHERE gone_at IS NULL AND status = 'ACTIVE' ORDER BY 1`,
  );
  return rows;
}

async function isMigrated({ pool }: Database): Promise<boolean> {
  const { rows } = await pool.query<{ there: boolean }>(
    "SELECT to_regclass('account_check') IS NOT NULL AS there",
  );
  return rows[0]?.there ?? false;
}

function identityCheck(identity: { arn: string } | Failure): InstallCheck {
  const subject = "AWS identity";
  if ("arn" in identity)
    return { subject, status: "ok", sentence: `AWS knows this as ${identity.arn}.`, fix: null };
  const sentence = `The AWS credentials of this machine do not work: ${identity.message}`;
  const fix = "Sign in (aws sso login), set AWS_PROFILE, or run where a role is attached.";
  return { subject, status: "missing", sentence, fix };
}

function listingCheck({ code, message }: Failure): InstallCheck {
  const sentence = `Organizations did not list the accounts (${code}: ${message}): those known from before and from the file were checked.`;
  const fix =
    "Give organization.roleArn a role of the management account, or of a delegated administrator, that may organizations:ListAccounts.";
  return { subject: "organizations:ListAccounts", status: "missing", sentence, fix };
}

const databaseAway = (error: DatabaseUnavailableError): InstallCheck => ({
  ...{ subject: "database", status: "missing", sentence: error.message },
  fix: "Check DATABASE_URL and that the server runs; the results above were not kept.",
});

function nothingToCheck(only: string[], identity: object, failure: Failure | undefined): ConfigurationError {
  if (only.length > 0)
    return new ConfigurationError(
      `--account ${only.join(", ")}: neither configured nor listed by Organizations.`,
    );
  const why = "arn" in identity ? failure?.message : (identity as Failure).message;
  return new ConfigurationError(
    `no account could be found to check: ${why ?? "the configuration names none"}. Sign in (aws sso login), set AWS_PROFILE, or list accounts in linkledger.yaml.`,
  );
}
