import { expect, it } from "vitest";
import { configSchema } from "#lib/config/schema.ts";
import { testDatabase } from "#lib/testing/database.ts";
import { collect, testNow, testSimulator } from "../testing.ts";

const simulator = testSimulator({ fleet: { accounts: 6, regions: 1, endpoints: 60 } });
const db = testDatabase();

const source = () => ({ name: "blackbox", url: `${simulator.it.url}/prometheus`, backfillHours: 2 });
const config = (more: object = {}) =>
  configSchema.parse({ organization: {}, probes: { prometheus: [{ ...source(), ...more }] } });
const probesOnly = ({ collector }: { collector: string }) => collector === "probes";
const inventory = ({ collector }: { collector: string }) =>
  ["accounts", "regions", "endpoints", "network"].includes(collector);
const run = async (given = config()) => (await collect(db, given, probesOnly))[0];

/** Everything that is stored, as one text; which rows were written does not count. */
const content = async () => {
  const all: Record<string, unknown> = {};
  for (const table of ["probe_series", "probe_result", "probe_result_5m", "probe_result_1h"]) {
    const { rows } = await db.pool.query(
      `SELECT count(*)::int AS rows, md5(string_agg(t::text, '|' ORDER BY t::text)) AS digest FROM ${table} t`,
    );
    all[table] = rows[0];
  }
  return all;
};
const watermark = async () =>
  (await db.pool.query("SELECT watermark FROM collector_scope WHERE collector = 'probes'")).rows[0]
    ?.watermark;

/** What Prometheus itself says, asked in another way: every sample at its own time. */
async function told(metric: string, seconds: number) {
  const url = new URL(`${simulator.it.url}/prometheus/api/v1/query`);
  url.searchParams.set("query", `${metric}[${seconds}s]`);
  url.searchParams.set("time", String(testNow / 1000));
  const { data } = (await (await fetch(url)).json()) as {
    data: { result: { metric: Record<string, string>; values: [number, string][] }[] };
  };
  return data.result;
}

it("brings what Prometheus has, result by result, to the endpoints it belongs to", async () => {
  await collect(db, config(), inventory);
  const first = await run();
  expect(first).toMatchObject({ outcome: "success", scope: { region: "blackbox" } });
  const success = await told("probe_success", 7200);
  const samples = success.flatMap(({ values }) => values);
  const { rows } = await db.pool.query(
    `SELECT count(*)::int AS results, (count(*) FILTER (WHERE success))::int AS successes,
       count(DISTINCT s.series_id)::int AS series, count(DISTINCT vpc_endpoint_id)::int AS endpoints,
       (count(*) FILTER (WHERE answer_inside IS NULL AND success))::int AS unjudged
     FROM probe_result r JOIN probe_series s USING (account_id, series_id)`,
  );
  expect(rows[0]).toMatchObject({
    series: success.length,
    endpoints: new Set(success.map(({ metric }) => metric.vpc_endpoint_id)).size,
    unjudged: 0,
  });
  // A sample belongs to the step after it: the range's own edges differ by one step at most.
  expect(Math.abs(rows[0].results - samples.length)).toBeLessThanOrEqual(success.length);
  expect(first?.datapoints).toBe(rows[0].results);
  expect(await watermark()).toEqual(new Date(testNow));
});

it("a second run changes nothing, and a later one only adds", async () => {
  const before = await content();
  expect(await run()).toMatchObject({ outcome: "success" });
  expect(await content()).toEqual(before);
  simulator.at(testNow + 600_000);
  await run();
  const { rows } = await db.pool.query("SELECT count(*)::int AS late FROM probe_result WHERE ts > $1", [
    new Date(testNow),
  ]);
  expect(rows[0].late).toBeGreaterThan(300);
  expect(await watermark()).toEqual(new Date(testNow + 600_000));
});

it("the buckets say what the results in them say", async () => {
  for (const [table, width] of [
    ["probe_result_5m", "5 minutes"],
    ["probe_result_1h", "1 hour"],
  ]) {
    const { rows } = await db.pool.query(
      `SELECT count(*)::int AS buckets, (count(*) FILTER (WHERE b.results <> r.results OR b.successes <> r.successes
           OR b.answers_outside <> r.outside OR b.total_seconds_max IS DISTINCT FROM r.slowest
           OR (SELECT sum(n) FROM unnest(b.total_histogram) n) <> b.timed))::int AS wrong
       FROM ${table} b FULL JOIN (
         SELECT account_id, series_id, date_bin($1, ts, '2000-01-01T00:00:00Z') AS ts, count(*) AS results,
           count(*) FILTER (WHERE success) AS successes, count(*) FILTER (WHERE NOT answer_inside) AS outside,
           max(total_seconds) FILTER (WHERE success) AS slowest
         FROM probe_result GROUP BY 1, 2, 3
       ) r USING (account_id, series_id, ts)`,
      [width],
    );
    expect(rows[0].buckets).toBeGreaterThan(70);
    expect(rows[0].wrong).toBe(0);
  }
});

it.each([
  ["throttle", "throttled", "too_many_requests"],
  ["denied", "denied", "forbidden"],
  ["expired", "expired-credentials", "unauthorized"],
  ["error", "permanent", "TooManySamples"],
  ["html", "unavailable", "HTTP 502"],
  ["cut", "network", ""],
] as const)("%s: fails with its class, and takes nothing away", async (kind, errorClass, code) => {
  const before = await content();
  const mark = await watermark();
  simulator.it.control.faults.add({ kind, service: "prometheus" });
  const failed = await run();
  expect(failed).toMatchObject({ outcome: "failed", failure: { errorClass } });
  expect(failed?.failure?.code).toContain(code);
  expect(failed?.failure?.message).not.toMatch(/<html|127\.0\.0\.1/);
  expect(await content()).toEqual(before);
  expect(await watermark()).toEqual(mark);
});

it("a source that is taken out of the configuration, or was never reached, loses nothing", async () => {
  const before = await content();
  const gone = config({ url: "http://127.0.0.1:9" });
  expect(await run(gone)).toMatchObject({ outcome: "failed", failure: { errorClass: "network" } });
  expect(await collect(db, configSchema.parse({ organization: {} }), probesOnly)).toEqual([]);
  expect(await content()).toEqual(before);
});

it("without the label, the host tells the endpoint; a private name of several is nobody's, and said", async () => {
  const other = await run(
    config({
      name: "by-host",
      backfillHours: 0.25,
      labels: { endpoint: "none", account: "none", region: "none" },
    }),
  );
  expect(other).toMatchObject({ outcome: "success", scope: { region: "by-host" } });
  const { rows } = await db.pool.query(
    `SELECT count(*)::int AS series, (count(*) FILTER (WHERE labels->>'vpc_endpoint_id' <> vpc_endpoint_id))::int AS wrong
     FROM probe_series WHERE source = 'prometheus:by-host'`,
  );
  expect(rows[0].series).toBeGreaterThan(20);
  expect(rows[0].wrong).toBe(0);
  expect(other?.parts.map(({ part }) => part)).toContainEqual(
    expect.stringMatching(/^\d+ targets of more than one endpoint, such as: \S+ may be any of \d+ endpoints/),
  );
});
