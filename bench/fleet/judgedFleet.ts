// Run by `bench diagnosis` as a process of its own: one pass of all collectors over a simulated fleet, then all verdicts.
import { collectOnce } from "#collectors/once.ts";
import { openRuntime } from "#collectors/runtime.ts";
import { migrate } from "#lib/db/migrate.ts";
import { openDatabase } from "#lib/db/pool.ts";
import { currentTime } from "#lib/env.ts";
import { evaluators } from "#lib/evaluations/registry.ts";
import type { LaterChanges } from "../diagnosis/laterChanges.ts";
import { everythingConfig } from "./everything.ts";

/** What became of the fleet. */
export interface JudgedFleet {
  endpoints: number;
  failedScopes: string[];
  failedEvaluations: string[];
  findings: { checkId: string; severity: string; subject: string; azId: string | null; sentence: string }[];
  seconds: { collecting: number; judging: number };
}

/** What is ordered of the simulator before each of two looks; fleets for which nothing is are judged after one. */
const orders = JSON.parse(process.argv[2] ?? "null") as Pick<LaterChanges, "before" | "after"> | null;
const later = new Date(currentTime().getTime() + 60_000).toISOString();

async function order(command: object): Promise<void> {
  const url = `${process.env.AWS_ENDPOINT_URL}/_simulator/control`;
  const answer = await fetch(url, { method: "POST", body: JSON.stringify(command) });
  if (!answer.ok) throw new Error(`the simulator refused ${JSON.stringify(command)}: ${await answer.text()}`);
}

const config = everythingConfig();
const signal = new AbortController().signal;
const db = await openDatabase({ max: 16, applicationName: "linkledger:bench" });
await migrate(db.pool, "prisma/migrations");

for (const command of orders?.before ?? []) await order(command);
const began = performance.now();
const runtime = await openRuntime(db, config, signal);
const runs = await collectOnce(runtime);
if (orders) {
  // A minute later somebody changes who may connect: changes are seen from the second look on.
  await order({ do: "clock", now: later });
  for (const command of orders.after) await order(command);
  process.env.LINKLEDGER_NOW = later;
  const looks = new Set(["services", "endpoints"]);
  await collectOnce(runtime, { only: ({ collector }) => looks.has(collector) });
}
await runtime.close();
const collected = performance.now();
const failures: string[] = [];
for (const evaluator of evaluators) {
  try {
    await evaluator.evaluate({ db, config, now: currentTime(), signal });
  } catch (error) {
    // As in the worker: one that fails holds up none of the others.
    failures.push(`${evaluator.name}: ${error instanceof Error ? error.message : error}`);
  }
}
const judged = performance.now();

const { rows: findings } = await db.pool.query<JudgedFleet["findings"][number]>(
  `SELECT check_id AS "checkId", severity, az_id AS "azId", sentence,
          coalesce(vpc_endpoint_id, CASE resource_type
            WHEN 'region' THEN account_id || '/' || resource_id
            WHEN 'cost-day' THEN account_id || '/' || region
            WHEN 'collector-scope' THEN account_id || '/' || region || '/' || resource_id
            ELSE resource_id END) AS subject
   FROM finding WHERE ended_at IS NULL ORDER BY finding_key`,
);
const { rows: counted } = await db.pool.query<{ count: number }>(
  "SELECT count(*)::int AS count FROM vpc_endpoint WHERE gone_at IS NULL",
);
const answer: JudgedFleet = {
  endpoints: counted[0]?.count ?? 0,
  failedScopes: runs
    .filter(({ outcome }) => outcome === "failed" || outcome === "partial")
    .map(({ scope, outcome }) => `${scope.collector} ${scope.accountId} ${scope.region}: ${outcome}`),
  failedEvaluations: failures,
  findings,
  seconds: { collecting: (collected - began) / 1000, judging: (judged - collected) / 1000 },
};
await db.close();
// What stands in a pipe is lost where the process ends before it is read.
process.stdout.write(`${JSON.stringify(answer)}\n`, () => process.exit(0));
