import { expect, it } from "vitest";
import { testDatabase } from "../testing/database.ts";
import { type Bucket, pruneBuckets, SharedBudget } from "./budget.ts";

const db = testDatabase();
const bucketOf = (accountId: string): Bucket => ({
  ...{ accountId, region: "us-east-1", family: "elb", size: 36, perSecond: 9 },
});

it("two processes that draw on one bucket get no more than it holds", async () => {
  const bucket = bucketOf("222222222222");
  const processes = [new SharedBudget(db.pool), new SharedBudget(db.pool)];
  const start = performance.now();
  const times: number[] = [];
  await Promise.all(
    Array.from({ length: 60 }, async (_, i) => {
      const [grant] = await (processes[i % 2] as SharedBudget).reserve([{ bucket, tokens: 5 }]);
      const lastAt = performance.now() + (grant?.lastInMs ?? Number.NaN);
      for (let back = 0; back < 5; back++) times.push(lastAt - back * (grant?.spacingMs ?? 0));
    }),
  );
  const early = times
    .sort((a, b) => a - b)
    .filter((at, i) => at < start + ((i + 1 - bucket.size) / bucket.perSecond) * 1000 - 0.01);
  expect(times).toHaveLength(300);
  expect(early).toEqual([]);
});

it("asks for many buckets in one statement, from two sides, without locking up", async () => {
  const buckets = Array.from({ length: 40 }, (_, i) => bucketOf(String(300_000_000_000 + i)));
  const asks = buckets.map((bucket) => ({ bucket, tokens: 1 }));
  const budget = new SharedBudget(db.pool);
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, i) => budget.reserve(i % 2 ? asks : asks.toReversed())),
  );
  expect(answers.flat().filter(({ lastInMs }) => lastInMs <= 0)).toHaveLength(400);
});

it("a throttled answer empties the bucket and slows it, for every process, once a second at most", async () => {
  const bucket = bucketOf("333333333333");
  const [here, there] = [new SharedBudget(db.pool), new SharedBudget(db.pool)];
  await Promise.all([here.slowDown(bucket), here.slowDown(bucket), there.slowDown(bucket)]);
  const [grant] = await there.reserve([{ bucket, tokens: 1 }]);
  expect(grant?.lastInMs).toBeGreaterThan(0);
  expect(bucket.perSecond * (grant?.spacingMs ?? 0)).toBeCloseTo(1000 / 0.75, -2);
  await db.pool.query("UPDATE api_bucket SET slowed_at = slowed_at - interval '10 s' WHERE account_id = $1", [
    bucket.accountId,
  ]);
  const [later] = await there.reserve([{ bucket, tokens: 1 }]);
  expect(bucket.perSecond * (later?.spacingMs ?? 0)).toBeCloseTo(1000 / 0.85, -2);
});

it("forgets buckets that are long full", async () => {
  await db.pool.query(
    "UPDATE api_bucket SET full_at = now() - interval '2 days', slowed_at = now() - interval '2 days' WHERE account_id < '3'",
  );
  await pruneBuckets(db.pool);
  const { rows } = await db.pool.query("SELECT 1 FROM api_bucket WHERE account_id < '3'");
  expect(rows).toEqual([]);
});
