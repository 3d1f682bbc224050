import { expect, it } from "vitest";
import { ensurePartitions } from "../db/partitions.ts";
import { testDatabase } from "../testing/database.ts";
import { refreshTraffic, summariesBehind, writeWatermarks } from "./mutations.ts";
import { partitioning } from "./partitions.ts";
import { endpointFamily } from "./tables.ts";

const db = testDatabase();
const accountId = "111111111111";
const region = "us-east-1";
const id = "vpce-1";
const since = new Date("2026-10-01T00:00:00Z");

/** The endpoint is known up to then at a minute's width; that of hours was written at first sight. */
async function known(to: string, hoursTo = to): Promise<void> {
  const mark = {
    namespace: "AWS/PrivateLinkEndpoints",
    resourceId: id,
    grain: "endpoint",
    collectedFrom: since,
  };
  const without = { firstDatapointAt: null, lastDatapointAt: null };
  const marks = [
    { ...mark, ...without, periodSeconds: 60, watermark: new Date(to) },
    { ...mark, ...without, periodSeconds: 3600, watermark: new Date(hoursTo) },
  ];
  await writeWatermarks(db.pool, [{ accountId, region, now: new Date(to), marks }]);
}

it("renews a summary once for each whole hour, not with each poll within it", async () => {
  const behind = () => summariesBehind(db.pool, { accountId, region });
  const atFirst = "2026-11-18T10:12:00Z";
  await known(atFirst);
  expect(await behind()).toEqual([id]);
  await refreshTraffic(db.pool, accountId, [id], new Date(atFirst));
  expect(await behind()).toEqual([]);
  await known("2026-11-18T10:57:00Z", atFirst);
  expect(await behind()).toEqual([]);
  await known("2026-11-18T11:02:00Z", atFirst);
  expect(await behind()).toEqual([id]);
  await refreshTraffic(db.pool, accountId, [id], new Date("2026-11-18T11:07:00Z"));
  expect(await behind()).toEqual([]);
});

it("adds up thirty days, hour by hour at both of their ends, of whole days in between", async () => {
  const to = Date.parse("2026-11-18T10:00:00Z");
  const hourMs = 3_600_000;
  await db.pool.query("TRUNCATE metric_watermark, vpc_endpoint_traffic");
  for (const resolution of ["1h", "1d"] as const)
    await ensurePartitions(
      db.pool,
      partitioning(endpointFamily, resolution),
      new Date(to - 40 * 24 * hourMs),
      new Date(to),
    );
  await known(new Date(to).toISOString());
  // Each hour carries as many bytes as it lies back, so that any other range has another sum.
  await db.pool.query(
    `INSERT INTO vpc_endpoint_metric_1h (account_id, vpc_endpoint_id, subnet_id, ts, bytes_processed)
     SELECT $1, $2, '', $3::timestamptz - h * interval '1 hour', h FROM generate_series(1, 800) AS h`,
    [accountId, id, new Date(to)],
  );
  await db.pool.query(
    `INSERT INTO vpc_endpoint_metric_1d (account_id, vpc_endpoint_id, subnet_id, ts, bytes_processed)
     SELECT account_id, vpc_endpoint_id, '', date_trunc('day', ts, 'UTC'), sum(bytes_processed)
     FROM vpc_endpoint_metric_1h GROUP BY 1, 2, 4`,
  );
  const month = async () => {
    await refreshTraffic(db.pool, accountId, [id], new Date(to + 7 * 60_000));
    const { rows } = await db.pool.query("SELECT bytes_30d AS bytes FROM vpc_endpoint_traffic");
    return rows;
  };
  expect(await month()).toEqual([{ bytes: (720 * 721) / 2 }]);
  // Known since within a day: nothing before counts, though its day has a sum.
  await db.pool.query("UPDATE metric_watermark SET collected_from = $1", [new Date(to - 100 * hourMs)]);
  expect(await month()).toEqual([{ bytes: (100 * 101) / 2 }]);
  await db.pool.query("UPDATE metric_watermark SET collected_from = $1", [new Date(to - 3 * hourMs)]);
  expect(await month()).toEqual([{ bytes: 6 }]);
});
