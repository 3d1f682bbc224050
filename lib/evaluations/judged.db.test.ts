import { expect, it } from "vitest";
import { insertRows, processDatabase } from "../testing/rows.ts";
import { judged } from "./judged.ts";

const db = processDatabase();
const at = new Date("2026-11-18T14:05:00Z");

it("asks once between two evaluations, and nothing is kept before the first", async () => {
  let asked = 0;
  const ask = () => judged(["costs", "idle"], "how many", async () => ++asked);
  const record = {
    startedAt: at,
    endedAt: at,
    outcome: "success",
    judged: 1,
    changed: 0,
    firstPassThrough: true,
  };
  await insertRows(db, "evaluation", [{ ...record, name: "costs" }]);
  expect([await ask(), await ask()]).toEqual([1, 2]);
  await insertRows(db, "evaluation", [{ ...record, name: "idle" }]);
  expect([await ask(), await ask()]).toEqual([3, 3]);
  // Another evaluation at the same time of a clock that stands still.
  await db.pool.query("UPDATE evaluation SET judged = 1 WHERE name = 'idle'");
  expect([await ask(), await ask()]).toEqual([4, 4]);
  await insertRows(db, "evaluation", [{ ...record, name: "slos" }]);
  expect(await ask()).toBe(4);
});

it("asks again once another bill has come", async () => {
  let asked = 0;
  const ask = () => judged(["costs", "bill"], "what it cost", async () => ++asked);
  const scope = {
    accountId: "111111111111",
    region: "us-east-1",
    collector: "costs",
    intervalSeconds: 86_400,
  };
  await insertRows(db, "collector_scope", [{ ...scope, outcome: "success", lastSuccessAt: at }]);
  expect([await ask(), await ask()]).toEqual([1, 1]);
  await db.pool.query("UPDATE collector_scope SET last_success_at = $1", [new Date(at.getTime() + 1000)]);
  expect([await ask(), await ask()]).toEqual([2, 2]);
});
