import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { configSchema } from "#lib/config/schema.ts";
import { testDatabase } from "#lib/testing/database.ts";
import { endpointRow, insertEndpoints } from "#lib/testing/endpointRows.ts";
import { collect } from "../testing.ts";

const now = Date.parse("2026-11-18T14:05:00Z") / 1000;
const db = testDatabase();
const labels = { instance: "api.example", job: "blackbox", vpc_endpoint_id: "vpce-0a1" };

interface Asked {
  metric: string;
  start: number;
  end: number;
  headers: IncomingMessage["headers"];
}
type Answer = (asked: Asked, response: ServerResponse) => unknown;

let answer: Answer = () => [];
let asked: Asked[] = [];
let server: Server;
const folder = mkdtempSync(join(tmpdir(), "probes-"));

const series = (values: [number, string][], more: object = {}) => [
  { metric: { ...labels, ...more }, values },
];
const send = (response: ServerResponse, status: number, body: string, headers: object = {}) => {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(body);
};

beforeAll(async () => {
  server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? "/", "http://x");
    const metric = /\((probe_\w+)/.exec(searchParams.get("query") ?? "")?.[1] ?? "";
    const one = {
      metric,
      start: Number(searchParams.get("start")),
      end: Number(searchParams.get("end")),
      headers: request.headers,
    };
    asked.push(one);
    const result = answer(one, response);
    if (response.writableEnded) return;
    const body = Array.isArray(result)
      ? { status: "success", data: { resultType: "matrix", result } }
      : result;
    send(response, 200, gzipSync(JSON.stringify(body)) as unknown as string, { "content-encoding": "gzip" });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // Nobody answers here: no credentials are needed, and none are looked for elsewhere.
  for (const [name, value] of Object.entries({
    AWS_ENDPOINT_URL: "http://127.0.0.1:9",
    AWS_ACCESS_KEY_ID: "x",
    AWS_SECRET_ACCESS_KEY: "x",
    AWS_REGION: "us-east-1",
    AWS_MAX_ATTEMPTS: "1",
    MIMIR_TENANT: "payments",
  }))
    vi.stubEnv(name, value);
  await insertEndpoints(db, [endpointRow("vpce-0a1")]);
});
afterEach(async () => {
  asked = [];
  await db.pool.query(
    "TRUNCATE probe_series, probe_result, probe_result_5m, probe_result_1h, collector_scope, collector_run",
  );
});
afterAll(async () => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
  await new Promise((resolve) => server.close(resolve));
});

async function run(given: Answer, more: object = {}) {
  answer = given;
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = configSchema.parse({
    probes: { prometheus: [{ name: "stub", url, backfillHours: 1, ...more }] },
  });
  return (await collect(db, config, ({ collector }) => collector === "probes"))[0];
}
const stored = async () =>
  (
    await db.pool.query(
      `SELECT extract(epoch FROM ts)::int AS at, success, total_seconds AS total, http_status AS status,
         certificate_expires_at AS expires FROM probe_result ORDER BY ts`,
    )
  ).rows;
const watermark = async () =>
  (
    await db.pool.query("SELECT watermark FROM collector_scope WHERE collector = 'probes'")
  ).rows[0]?.watermark?.getTime() / 1000;

it("NaN and a series that vanished are no data, neither success nor failure", async () => {
  const done = await run(({ metric }) =>
    metric === "probe_success"
      ? series([
          [now - 180, "1"],
          [now - 120, "NaN"],
          [now - 60, "0"],
        ])
      : metric === "probe_duration_seconds"
        ? series([
            [now - 180, "0.25"],
            [now - 60, "+Inf"],
          ])
        : metric === "probe_http_status_code"
          ? series([
              [now - 180, "200"],
              [now - 60, "0"],
            ])
          : metric === "probe_ssl_earliest_cert_expiry"
            ? series([
                [now - 180, "1800000000"],
                [now - 60, "-62135596800"],
              ])
            : [],
  );
  expect(done).toMatchObject({ outcome: "success", resources: 1, datapoints: 2 });
  expect(await stored()).toEqual([
    { at: now - 180, success: true, total: 0.25, status: 200, expires: new Date(1_800_000_000_000) },
    { at: now - 60, success: false, total: null, status: null, expires: null },
  ]);
  const { rows } = await db.pool.query("SELECT results, successes, timed FROM probe_result_1h");
  expect(rows).toEqual([{ results: 2, successes: 1, timed: 1 }]);
});

it("a metric that is refused makes the run partial, empties nothing, and is asked for again", async () => {
  const whole: Answer = ({ metric }) =>
    metric === "probe_success"
      ? series([[now - 60, "1"]])
      : metric === "probe_duration_seconds"
        ? series([[now - 60, "0.5"]])
        : [];
  await run(whole);
  const kept = await stored();
  const refused = await run((one, response) =>
    one.metric === "probe_duration_seconds"
      ? send(
          response,
          422,
          JSON.stringify({ status: "error", errorType: "execution", error: "expanding series: away" }),
        )
      : whole(one, response),
  );
  expect(refused).toMatchObject({
    outcome: "partial",
    failure: {
      errorClass: "permanent",
      code: "execution",
      message: "probe_duration_seconds: expanding series: away",
    },
  });
  expect(await stored()).toEqual(kept);
  await run(whole);
  expect(asked.at(-1)?.start).toBeLessThan(now - 900 + 60);
});

it("what the server says it left out holds the watermark back, an hour at most", async () => {
  const warned = await run(() => ({
    status: "success",
    warnings: ["store 10.0.0.7:10901 is away"],
    data: { resultType: "matrix", result: series([[now - 60, "1"]]) },
  }));
  expect(warned).toMatchObject({ outcome: "partial", failure: { code: "Warning" }, datapoints: 1 });
  expect(await watermark()).toBe(now - 3600);
});

it("an answer that is too much is asked for in halves, which together are the whole", async () => {
  const done = await run(({ metric, start, end }, response) => {
    if (metric !== "probe_success") return [];
    if (end - start > 1200)
      return send(
        response,
        422,
        JSON.stringify({
          status: "error",
          errorType: "execution",
          error: "query processing would load too many samples into memory",
        }),
      );
    return series(Array.from({ length: (end - start) / 60 + 1 }, (_, i) => [start + i * 60, "1"]));
  });
  expect(done).toMatchObject({ outcome: "success", datapoints: 61 });
  expect(await stored()).toHaveLength(61);
});

it.each<[string, Answer, object]>([
  [
    "redirect",
    (_, response) => send(response, 302, "", { location: "http://login.example/?token=secret" }),
    { errorClass: "permanent", code: "HTTP 302" },
  ],
  [
    "a page",
    (_, response) => send(response, 200, "<html>sign in</html>"),
    { errorClass: "malformed", code: "HTTP 200" },
  ],
  [
    "another API",
    () => ({ status: "success", data: { resultType: "vector", result: [] } }),
    { errorClass: "malformed", code: "NoMatrix" },
  ],
  [
    "bad data",
    (_, response) =>
      send(response, 400, JSON.stringify({ status: "error", errorType: "bad_data", error: "parse error" })),
    { errorClass: "permanent", code: "bad_data", message: "probe_success: parse error" },
  ],
  [
    "a slow query",
    (_, response) =>
      send(
        response,
        503,
        JSON.stringify({ status: "error", errorType: "timeout", error: "query timed out" }),
      ),
    { errorClass: "unavailable", code: "timeout" },
  ],
  [
    "nothing there",
    (_, response) => send(response, 404, "404 page not found"),
    { errorClass: "absent", code: "HTTP 404" },
  ],
])("%s fails clearly", async (_name, given, failure) => {
  const failed = await run(given);
  expect(failed).toMatchObject({ outcome: "failed", failure });
  expect(failed?.failure?.message).not.toMatch(/<html|secret/);
  expect(await stored()).toEqual([]);
  expect(asked).toHaveLength(1);
});

it("signs in as it is told to, and says what is missing without saying secrets", async () => {
  const file = join(folder, "token");
  writeFileSync(file, "s3cret\n");
  await run(() => [], { bearerTokenFile: file, headers: { "X-Scope-OrgID": { env: "MIMIR_TENANT" } } });
  expect(asked[0]?.headers).toMatchObject({ authorization: "Bearer s3cret", "x-scope-orgid": "payments" });
  await run(() => [], { basicAuth: { username: "reader", passwordFile: file } });
  expect(asked.at(-1)?.headers.authorization).toBe(`Basic ${btoa("reader:s3cret")}`);
  const missing = await run(() => [], { bearerTokenFile: join(folder, "none") });
  expect(missing).toMatchObject({
    outcome: "failed",
    failure: { errorClass: "expired-credentials", code: "ENOENT" },
  });
  const unset = await run(() => [], { headers: { "X-Scope-OrgID": { env: "NO_SUCH_VARIABLE" } } });
  expect(unset?.failure?.message).toContain("NO_SUCH_VARIABLE");
});
