import { expect, it } from "vitest";
import { endpointRow, insertEndpoints } from "../testing/endpointRows.ts";
import { insertRows, processDatabase } from "../testing/rows.ts";
import { latencyBounds } from "./compute.ts";
import { sumRegionDays } from "./regionDays.ts";

const db = processDatabase();
const accountId = "111111111111";
const region = "us-east-1";

it("sums what probes of the service's own region took, by day, once an hour", async () => {
  await insertEndpoints(db, [endpointRow("vpce-1", {})]);
  const series = (seriesId: string, kind: string, locationRegion: string) => ({
    ...{
      accountId,
      seriesId,
      region,
      vpcEndpointId: "vpce-1",
      source: "s",
      location: locationRegion,
      locationRegion,
    },
    ...{ kind, target: seriesId, labels: {}, firstResultAt: new Date("2026-11-17T10:00:00Z") },
    lastResultAt: new Date("2026-11-18T13:00:00Z"),
  });
  const [near, dns, far] = [1, 2, 3].map((n) => `0190e0e0-0000-7000-8000-00000000000${n}`) as [
    string,
    string,
    string,
  ];
  await insertRows(db, "probe_series", [
    series(near, "tcp", region),
    series(dns, "dns", region),
    series(far, "tcp", "eu-west-1"),
  ]);
  await db.pool.query(
    "CREATE TABLE IF NOT EXISTS probe_result_1h_test PARTITION OF probe_result_1h FOR VALUES FROM ('2026-11-01') TO ('2026-12-01')",
  );
  const hour = (seriesId: string, ts: string, count: number) => ({
    ...{
      accountId,
      seriesId,
      ts: new Date(ts),
      results: count,
      successes: count,
      answersInside: 0,
      answersOutside: 0,
    },
    timed: count,
  });
  await insertRows(db, "probe_result_1h", [
    hour(near, "2026-11-17T10:00:00Z", 7),
    hour(near, "2026-11-18T10:00:00Z", 5),
    hour(near, "2026-11-18T11:00:00Z", 3),
    hour(dns, "2026-11-18T11:00:00Z", 90),
    hour(far, "2026-11-18T11:00:00Z", 90),
  ]);
  const histogram = latencyBounds.map((_, place) => (place === 4 ? 1 : 0)).concat(0);
  await db.pool.query(
    "UPDATE probe_result_1h SET total_histogram = (SELECT array_agg(x * timed) FROM unnest($1::int[]) x)",
    [histogram],
  );

  await sumRegionDays(db.pool, new Date("2026-11-18T13:20:00Z"));
  const read = async () =>
    (
      await db.pool.query(
        "SELECT region, day, timed, total_histogram[5] AS at FROM probe_region_day ORDER BY day",
      )
    ).rows;
  expect(await read()).toEqual([
    { region, day: "2026-11-17", timed: 7, at: 7 },
    { region, day: "2026-11-18", timed: 8, at: 8 },
  ]);

  await insertRows(db, "probe_result_1h", [hour(near, "2026-11-18T12:00:00Z", 2)]);
  await db.pool.query("UPDATE probe_result_1h SET total_histogram = $1 WHERE timed = 2", [
    histogram.map((n) => n * 2),
  ]);
  await sumRegionDays(db.pool, new Date("2026-11-18T13:40:00Z"));
  expect((await read()).at(-1)).toMatchObject({ timed: 8 });
  await sumRegionDays(db.pool, new Date("2026-11-18T14:05:00Z"));
  expect((await read()).at(-1)).toMatchObject({ timed: 10 });
});
