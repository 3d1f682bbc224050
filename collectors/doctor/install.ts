import { fileURLToPath } from "node:url";
import { pendingMigrations, readMigrations } from "#lib/db/migrate.ts";
import type { Database } from "#lib/db/pool.ts";
import { isClockFixed } from "#lib/env.ts";
import type { Check } from "#lib/onboarding/checkSchema.ts";
import { type DatabaseFacts, judgeClock, judgeDatabase } from "#lib/onboarding/computeInstall.ts";
import { clockOffMs } from "../aws/serverClock.ts";

export type InstallCheck = Pick<Check, "subject" | "status" | "sentence" | "fix">;

interface Row extends Omit<DatabaseFacts, "pending"> {
  now: Date;
  migrated: boolean;
}

const migrations = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));

/** Version, rights, pending migrations and clock of the database. Writes nothing. */
export async function checkDatabase({ pool }: Pick<Database, "pool">): Promise<InstallCheck[]> {
  const asked = Date.now();
  const { rows } = await pool.query<Row>(
    `SELECT current_setting('server_version') AS version, clock_timestamp() AS now,
       has_schema_privilege('public', 'CREATE') AS "mayCreate",
       has_database_privilege(current_database(), 'CREATE')
         OR to_regnamespace('graphile_worker') IS NOT NULL AS "mayCreateSchema",
       pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on' AS "readOnly",
       to_regclass('_prisma_migrations') IS NOT NULL AS migrated`,
  );
  const [facts] = rows as [Row];
  const middle = (asked + Date.now()) / 2;
  const pending = await pendingCount(pool, facts.migrated);
  return [...judgeDatabase({ ...facts, pending }), judgeClock("the database", facts.now.getTime() - middle)];
}

async function pendingCount(pool: Database["pool"], migrated: boolean): Promise<number> {
  const files = readMigrations(migrations);
  if (!migrated) return files.length;
  const { rows } = await pool.query<{ name: string; checksum: string; finished: boolean }>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
     FROM "_prisma_migrations" WHERE rolled_back_at IS NULL ORDER BY started_at`,
  );
  return pendingMigrations(files, rows).length;
}

/** This machine's clock against the last answer of AWS. A clock that is fixed for a demo is nobody's trouble. */
export function checkClock(): InstallCheck {
  if (!isClockFixed()) return judgeClock("AWS", clockOffMs());
  const sentence = "LINKLEDGER_NOW fixes the time: it was not held against that of AWS.";
  return { subject: "clock against AWS", status: "not-asked", sentence, fix: null };
}
