import { createHash } from "node:crypto";
import type { Config } from "#lib/config/schema.ts";
import { type Database, openPool } from "#lib/db/pool.ts";
import { currentTime } from "#lib/env.ts";
import { evaluators } from "#lib/evaluations/registry.ts";
import { log } from "#lib/log.ts";
import { SharedBudget } from "#lib/runs/budget.ts";
import { ScopeLocks } from "#lib/runs/locks.ts";
import { closeAbandonedRuns, type Scope, scopeKey } from "#lib/runs/mutations.ts";
import { planScopes } from "#lib/runs/schedule.ts";
import { AwsError } from "./aws/errors.ts";
import { openHandler } from "./aws/handler.ts";
import { Pacer } from "./aws/pacer.ts";
import { AwsAccess } from "./aws/session.ts";
import { Fleet } from "./fleet.ts";
import type { Runtime } from "./runner.ts";
import { defaultConcurrency, Slots } from "./slots.ts";

/**
 * Makes ready what runs share: clients, locks, the fleet. Closes runs that a killed process left open. Without
 * working ambient credentials it still opens: accounts with other means go on, the rest fail with their reason.
 */
export async function openRuntime(
  db: Database,
  config: Config,
  signal: AbortSignal,
  aws = new AwsAccess(openHandler(), new Pacer(new SharedBudget(db.pool))),
): Promise<Runtime & { identity?: { accountId: string; arn: string }; close(): Promise<void> }> {
  const locks = new ScopeLocks(db);
  const close = async () => {
    aws.close();
    await locks.close();
  };
  const { identity, fleet } = await begin(db, config, aws, locks).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const writers = openPool(db.url, { max: 6, applicationName: "linkledger:writers", pipeline: true });
  return {
    db,
    writers,
    locks,
    slots: new Slots(defaultConcurrency),
    aws,
    fleet,
    config,
    evaluators,
    signal,
    identity,
    async close() {
      await close();
      await writers.end();
    },
  };
}

/** Whose credentials these are, the fleet, and an end to the runs that nobody goes on with. */
async function begin(db: Database, config: Config, aws: AwsAccess, locks: ScopeLocks) {
  const identity = await identityOf(aws).catch((error: unknown) => {
    if (!(error instanceof AwsError)) throw error;
    log.warn(
      { class: error.failure.errorClass, code: error.failure.code },
      `AWS credentials: ${error.message}`,
    );
    return undefined;
  });
  const fleet = new Fleet(db, config, identity?.accountId, identity ? undefined : await homeBefore(db));
  const abandoned = await closeAbandonedRuns(db.pool, locks, currentTime());
  if (abandoned > 0) log.warn({ abandoned }, "closed runs that a process before left open");
  return { identity, fleet };
}

/** Whose credentials these are; asked more than once where AWS only was too busy to say. */
async function identityOf(aws: AwsAccess, attempts = 3): Promise<{ accountId: string; arn: string }> {
  try {
    return await aws.credentials.ambientIdentity();
  } catch (error) {
    const passing = error instanceof AwsError && /^(throttled|unavailable)$/.test(error.failure.errorClass);
    if (!passing || attempts <= 1) throw error;
    return identityOf(aws, attempts - 1);
  }
}

/** The account that the organization's scopes were booked under before: an identity that is not to be had is no other. */
async function homeBefore(db: Database): Promise<string | undefined> {
  const { rows } = await db.pool.query<{ accountId: string }>(
    `SELECT account_id AS "accountId" FROM collector_scope
     WHERE collector = 'accounts' AND retired_at IS NULL AND last_success_at IS NOT NULL
     ORDER BY last_success_at DESC LIMIT 1`,
  );
  return rows[0]?.accountId;
}

const planned = new WeakMap<Fleet, { digest: string; at: number }>();
/** A plan that has not changed is still written now and then, lest somebody has touched the table. */
const replanMs = 15 * 60_000;

/** Brings the list of scopes up to date with configuration, accounts and regions. Returns all that are asked for. */
export async function refreshScopes({ db, fleet }: Runtime): Promise<Scope[]> {
  const scopes = await fleet.scopes();
  const accounts = await fleet.accounts();
  const hash = createHash("sha1").update(`${accounts.length > 0}`);
  for (const scope of scopes) hash.update(`${scopeKey(scope)} ${scope.intervalSeconds}\n`);
  const digest = hash.digest("base64");
  const before = planned.get(fleet);
  const now = performance.now();
  if (before?.digest === digest && now - before.at < replanMs) return scopes;
  // While no account is known, nothing is known to be unwanted either.
  await planScopes(db.pool, scopes, accounts.length > 0, currentTime());
  planned.set(fleet, { digest, at: now });
  return scopes;
}
