import { expect, test } from "vitest";
import { configSchema } from "../config/schema.ts";
import { ScopeLocks } from "../runs/locks.ts";
import { testDatabase } from "../testing/database.ts";
import { evaluationRecords } from "./data.ts";
import { evaluate, type Judging } from "./run.ts";
import type { Evaluator } from "./schema.ts";

const db = testDatabase();
const asOf = new Date("2026-11-21T11:50:00Z");

function judging(evaluators: Evaluator[], locks = new ScopeLocks(db)): Judging {
  const config = configSchema.parse({});
  return { db, locks, config, evaluators, signal: new AbortController().signal };
}

const counting = (name: Evaluator["name"], seen: string[]): Evaluator => ({
  name,
  everySeconds: 300,
  async evaluate() {
    seen.push(name);
    return { asOf, judged: 3, changed: 1 };
  },
});

test("an evaluator that throws is on record, keeps what held before, and holds up none of the others", async () => {
  const seen: string[] = [];
  const both = judging([counting("idle", seen), counting("slos", seen)]);
  await evaluate(both, "all");
  const broken: Evaluator = {
    ...counting("idle", seen),
    async evaluate() {
      throw new Error("no price for this region");
    },
  };
  const ended = await evaluate({ ...both, evaluators: [broken, counting("slos", seen)] }, "all");
  await both.locks.close();
  expect(ended.map(({ name, outcome, error }) => [name, outcome, error])).toEqual([
    ["idle", "failed", "no price for this region"],
    ["slos", "success", undefined],
  ]);
  expect(seen).toEqual(["idle", "slos", "slos"]);
  const idle = (await evaluationRecords(db.pool)).get("idle");
  expect(idle).toMatchObject({
    outcome: "failed",
    asOf,
    judged: 3,
    errorMessage: "no price for this region",
  });
  expect(idle?.lastSuccessAt?.getTime()).toBeLessThanOrEqual(idle?.startedAt.getTime() ?? 0);
});

test("what another process is judging is left to it", async () => {
  const other = new ScopeLocks(db);
  await other.take(["evaluation:idle"]);
  const seen: string[] = [];
  const ours = judging([counting("idle", seen), counting("quotas", seen)]);
  await evaluate(ours, "all");
  await other.close();
  await ours.locks.close();
  expect(seen).toEqual(["quotas"]);
});

test("before anything was collected nothing is due", async () => {
  const seen: string[] = [];
  const ours = judging([counting("costs", seen)]);
  await evaluate(ours, "due");
  await ours.locks.close();
  expect(seen).toEqual([]);
});
