import { expect, it } from "vitest";
import { testDatabase } from "../testing/database.ts";
import { dropExpiredPartitions, ensurePartitions, partitionSpan } from "./partitions.ts";
import { endpointFamily } from "./tables.ts";

const db = testDatabase();
const partitions = async () =>
  (
    await db.pool.query<{ name: string }>(
      "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'vpc_endpoint_metric_5m'::regclass ORDER BY 1",
    )
  ).rows.map(({ name }) => name);

it("spans days, weeks from Monday, months and years in UTC", () => {
  const at = new Date("2026-11-18T14:05:00Z");
  const span = (resolution: "1m" | "5m" | "1h" | "1d") => {
    const { from, to } = partitionSpan(resolution, at);
    return [from.toISOString().slice(0, 10), to.toISOString().slice(0, 10)];
  };
  expect(span("1m")).toEqual(["2026-11-18", "2026-11-19"]);
  expect(span("5m")).toEqual(["2026-11-16", "2026-11-23"]);
  expect(span("1h")).toEqual(["2026-11-01", "2026-12-01"]);
  expect(span("1d")).toEqual(["2026-01-01", "2027-01-01"]);
});

it("makes what a range needs, also when many ask at once, and drops what is older than the retention", async () => {
  const from = new Date("2026-08-31T00:00:00Z");
  const to = new Date("2026-11-18T14:05:00Z");
  // Pools that know nothing of each other stand for processes.
  await Promise.all(
    [1, 2, 3].map(() => ensurePartitions(Object.create(db.pool), endpointFamily, "5m", from, to)),
  );
  const made = await partitions();
  expect(made).toHaveLength(12);
  await db.pool.query(
    "INSERT INTO vpc_endpoint_metric_5m (account_id, vpc_endpoint_id, ts) VALUES ('1', 'a', '2026-08-31T00:00:00Z'), ('1', 'a', $1)",
    [to],
  );
  const dropped = await dropExpiredPartitions(db.pool, to);
  // 63 days before the 18th of November is the 16th of September: its week is kept.
  expect(dropped).toEqual(["vpc_endpoint_metric_5m_p20260831", "vpc_endpoint_metric_5m_p20260907"]);
  expect(await partitions()).toEqual(made.slice(2));
  const { rows } = await db.pool.query("SELECT count(*)::int AS count FROM vpc_endpoint_metric_5m");
  expect(rows).toEqual([{ count: 1 }]);
});
