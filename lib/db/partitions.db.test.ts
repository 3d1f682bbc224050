import { describe, expect, it } from "vitest";
import { testDatabase } from "../testing/database.ts";
import {
  dropExpiredPartitions,
  ensurePartitions,
  makePartitionsAhead,
  type PartitionedTable,
  partitionSpan,
  writableFrom,
} from "./partitions.ts";

const db = testDatabase();
const now = new Date("2026-11-18T14:05:00Z");
const weekly: PartitionedTable = { table: "vpc_endpoint_metric_5m", per: "week", retentionDays: 63 };
const partitions = async (table: string) =>
  (
    await db.pool.query<{ name: string }>(
      "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = to_regclass($1) ORDER BY 1",
      [table],
    )
  ).rows.map(({ name }) => name);
// Pools that know nothing of each other stand for processes.
const process = () => Object.create(db.pool) as typeof db.pool;

it("spans days, weeks from Monday, months and years in UTC", () => {
  const span = (per: PartitionedTable["per"]) => {
    const { from, to } = partitionSpan(per, now);
    return [from.toISOString().slice(0, 10), to.toISOString().slice(0, 10)];
  };
  expect(span("day")).toEqual(["2026-11-18", "2026-11-19"]);
  expect(span("week")).toEqual(["2026-11-16", "2026-11-23"]);
  expect(span("month")).toEqual(["2026-11-01", "2026-12-01"]);
  expect(span("year")).toEqual(["2026-01-01", "2027-01-01"]);
});

it("stops writing a day before it drops", () => {
  // 63 days before the 18th of November is the 16th of September, a Wednesday; the 20th still is of its week.
  expect(writableFrom(weekly, now).toISOString()).toBe("2026-09-14T00:00:00.000Z");
  expect(writableFrom(weekly, new Date("2026-11-22T14:05:00Z")).toISOString()).toBe(
    "2026-09-21T00:00:00.000Z",
  );
});

it("makes what a range needs, also when many ask at once, and drops what is older than the retention", async () => {
  const from = new Date("2026-08-31T00:00:00Z");
  await Promise.all([1, 2, 3].map(() => ensurePartitions(process(), weekly, from, now)));
  const made = await partitions(weekly.table);
  expect(made).toHaveLength(12);
  await db.pool.query(
    "INSERT INTO vpc_endpoint_metric_5m (account_id, vpc_endpoint_id, ts) VALUES ('1', 'a', '2026-08-31T00:00:00Z'), ('1', 'a', $1)",
    [now],
  );
  const dropped = await dropExpiredPartitions(db.pool, [weekly], now);
  expect(dropped).toEqual(["vpc_endpoint_metric_5m_p20260831", "vpc_endpoint_metric_5m_p20260907"]);
  expect(await partitions(weekly.table)).toEqual(made.slice(2));
  const { rows } = await db.pool.query("SELECT count(*)::int AS count FROM vpc_endpoint_metric_5m");
  expect(rows).toEqual([{ count: 1 }]);
});

it("makes the partition of the time to come, with the key of its table", async () => {
  const daily: PartitionedTable = { table: "vpc_endpoint_metric_1m", per: "day", retentionDays: 15 };
  await makePartitionsAhead(db.pool, [daily], now);
  expect(await partitions(daily.table)).toEqual([
    "vpc_endpoint_metric_1m_p20261118",
    "vpc_endpoint_metric_1m_p20261119",
  ]);
  const insert =
    "INSERT INTO vpc_endpoint_metric_1m (account_id, vpc_endpoint_id, ts) VALUES ('1', 'a', '2026-11-19T00:00:00Z')";
  await db.pool.query(insert);
  await expect(db.pool.query(insert)).rejects.toThrow(/duplicate key/);
});

describe("beside a transaction that has written to the table", () => {
  const hourly: PartitionedTable = { table: "load_balancer_metric_1h", per: "month", retentionDays: 455 };
  const write = (time: string) =>
    `INSERT INTO ${hourly.table} (account_id, load_balancer, ts) VALUES ('1', 'a', '${time}')`;

  it("makes partitions without waiting for it", async () => {
    await ensurePartitions(process(), hourly, now, now);
    const writer = await db.pool.connect();
    await writer.query("BEGIN");
    await writer.query(write("2026-11-18T00:00:00Z"));
    const later = new Date("2027-01-18T00:00:00Z");
    await ensurePartitions(process(), hourly, now, later);
    await writer.query(write("2027-01-18T00:00:00Z"));
    await writer.query("COMMIT");
    writer.release();
    expect(await partitions(hourly.table)).toHaveLength(3);
  });

  it("ends what was cut off in the middle of detaching", async () => {
    const old = new Date("2020-01-18T00:00:00Z");
    await ensurePartitions(process(), hourly, old, old);
    const reader = await db.pool.connect();
    await reader.query("BEGIN");
    await reader.query(`SELECT count(*) FROM ${hourly.table}`);
    const dropper = await db.pool.connect();
    await dropper.query("SET statement_timeout = 50");
    await expect(
      dropper.query(`ALTER TABLE ${hourly.table} DETACH PARTITION ${hourly.table}_p20200101 CONCURRENTLY`),
    ).rejects.toThrow(/statement timeout/);
    dropper.release(true);
    await reader.query("COMMIT");
    reader.release();
    expect(await dropExpiredPartitions(db.pool, [hourly], now)).toEqual([`${hourly.table}_p20200101`]);
    expect(await partitions(hourly.table)).toHaveLength(3);
  });
});
