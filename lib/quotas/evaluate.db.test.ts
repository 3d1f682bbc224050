import { beforeAll, describe, expect, it } from "vitest";
import { readList } from "../api/list/data.ts";
import { configSchema } from "../config/schema.ts";
import { scopeRow } from "../testing/endpointRows.ts";
import { insertRows, processDatabase } from "../testing/rows.ts";
import { evaluator } from "./evaluate.ts";
import { quotaList } from "./quotaList.ts";

const db = processDatabase();
const config = configSchema.parse({});
const start = new Date("2026-11-01T14:00:00Z");
const on = (day: number) => new Date(start.getTime() + day * 86_400_000);
const quota = { accountId: "111111111111", region: "us-east-1", quotaCode: "L-29B6F2EB", serviceCode: "vpc" };
const seen = { firstSeenAt: start, lastSeenAt: start, collector: "quotas" };

/** The collector counted `used` at the VPC, and the quotas are judged an hour later. */
async function judgedOn(day: number, used: number | null, outcome = "success") {
  await db.pool.query("UPDATE quota_usage SET usage = $1 WHERE resource_id = 'vpc-1'", [used]);
  await db.pool.query(
    `UPDATE collector_scope SET outcome = $2, last_success_at = CASE $2 WHEN 'success' THEN $1 ELSE last_success_at END`,
    [on(day), outcome],
  );
  const result = await evaluator.evaluate({ db, config, now: new Date(on(day).getTime() + 3_600_000) });
  const { items } = await readList(quotaList, { q: "vpc-1" });
  return { ...items[0], result };
}
const spans = async () =>
  (
    await db.pool.query(
      "SELECT day, seen_to AS to, used FROM quota_use_day WHERE resource_id = 'vpc-1' ORDER BY day",
    )
  ).rows;

beforeAll(async () => {
  await insertRows(db, "collector_scope", [
    scopeRow({ collector: "quotas", intervalSeconds: 21_600, lastSuccessAt: start }),
  ]);
  await insertRows(db, "quota_usage", [
    { ...quota, ...seen, resourceId: "vpc-1", value: 50, usage: 30, raw: { valueSource: "applied" } },
    { ...quota, ...seen, resourceId: "vpc-gone", value: 50, usage: 49, goneAt: start },
  ]);
});

describe("quotas from day to day", () => {
  it("runs out on a day once its use is known for a week", async () => {
    for (let day = 0; day < 3; day++) await judgedOn(day, 30);
    expect(await judgedOn(3, 31)).toMatchObject({ state: "ok", forecast: "unknown", usedPerDay: null });
    for (let day = 4; day < 8; day++) await judgedOn(day, 28 + day);
    expect(await judgedOn(8, 36)).toMatchObject({
      forecast: "running-out",
      used: 36,
      quotaLimit: 50,
      headroom: 14,
      limitSource: "applied",
      result: { judged: 1 },
    });
    expect((await spans())[0]).toEqual({ day: "2026-11-01", to: "2026-11-03", used: 30 });
  });

  it("judging again on the same evidence changes nothing", async () => {
    const before = await spans();
    expect((await judgedOn(8, 36)).result).toMatchObject({ judged: 1, changed: 0 });
    expect(await spans()).toEqual(before);
  });

  it("what is counted later on a day stands for the day", async () => {
    await judgedOn(8, 41);
    expect((await spans()).at(-1)).toEqual({ day: "2026-11-09", to: "2026-11-09", used: 41 });
    expect(await judgedOn(8, 41)).toMatchObject({ state: "near" });
  });

  it("is unknown where the quotas could not be read, and the days leave a hole", async () => {
    const days = await spans();
    expect(await judgedOn(10, 41, "failed")).toMatchObject({
      state: "unknown",
      forecast: "unknown",
      runsOutOn: null,
      used: 41,
      asOf: on(8).toISOString(),
    });
    expect(await spans()).toEqual(days);
    await judgedOn(12, 41);
    expect((await spans()).at(-1)).toEqual({ day: "2026-11-13", to: "2026-11-13", used: 41 });
  });

  it("is unknown where nobody could count its use", async () => {
    expect(await judgedOn(13, null)).toMatchObject({ state: "unknown", used: null, headroom: null });
  });
});
