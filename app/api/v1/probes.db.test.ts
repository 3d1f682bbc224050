import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { GET as read } from "#app/api/v1/endpoints/[id]/probes/route.ts";
import { GET, POST } from "#app/api/v1/probes/route.ts";
import { endpointProbesSchema, probePushAnswerSchema } from "#lib/probes/schema.ts";
import { endpointRow, insertEndpoints } from "#lib/testing/endpointRows.ts";
import { insertRows, processDatabase } from "#lib/testing/rows.ts";

const db = processDatabase();
const none = { params: Promise.resolve({}) };
const folder = mkdtempSync(join(tmpdir(), "push-"));
const file = join(folder, "linkledger.yaml");
const token = "an-agents-token";
const sha256 = createHash("sha256").update(token).digest("hex");
const id = "vpce-0123456789abcdef0";
const zonal = `${id}-abcdefgh-us-east-1a.sqs.us-east-1.vpce.amazonaws.com`;

beforeAll(async () => {
  writeFileSync(
    file,
    `probes: { tokens: [{ name: other, sha256: "${"0".repeat(64)}" }, { name: agent, sha256: "${sha256}" }] }\n`,
  );
  vi.stubEnv("LINKLEDGER_CONFIG", file);
  const names = [{ dnsName: "sqs.us-east-1.amazonaws.com" }];
  await insertEndpoints(db, [
    endpointRow(id, { dnsEntries: names }),
    endpointRow("vpce-0fedcba9876543210", { vpcId: "vpc-2", dnsEntries: names, networkInterfaceIds: [] }),
  ]);
  await insertRows(db, "network_interface", [
    {
      accountId: "111111111111",
      region: "us-east-1",
      networkInterfaceId: `eni-${id}`,
      privateIpAddress: "10.20.16.50",
      privateIpAddresses: ["10.20.16.50"],
      firstSeenAt: new Date("2026-10-01T00:00:00Z"),
      lastSeenAt: new Date("2026-10-01T00:00:00Z"),
      collector: "network",
    },
  ]);
});
afterEach(async () => {
  await db.pool.query("TRUNCATE probe_series, probe_result, probe_result_5m, probe_result_1h");
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const result = (more: object = {}) => ({
  target: `${zonal}:443`,
  kind: "tls",
  time: "2026-11-18T14:04:00Z",
  success: true,
  latencySeconds: { resolve: 0.001, connect: 0.002, tls: 0.004, total: 0.007 },
  dns: { addresses: ["10.20.16.50"], ttlSeconds: 60 },
  certificateExpiresAt: "2027-01-01T00:00:00Z",
  intervalSeconds: 60,
  ...more,
});
const location = {
  name: "payments-a",
  accountId: "111111111111",
  region: "us-east-1",
  vpcId: "vpc-1",
  azId: "use1-az1",
};
async function push(body: unknown, headers: Record<string, string> = { authorization: `Bearer ${token}` }) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const answer = await POST(
    new Request("http://x/api/v1/probes", { method: "POST", body: text, headers }),
    none,
  );
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}
const pushResults = (...results: object[]) => push({ location, results });
const stored = async () =>
  (await db.pool.query("SELECT count(*)::int AS count, max(xmin::text) AS written FROM probe_result"))
    .rows[0];

describe("a push", () => {
  it("is stored with the endpoint it belongs to, and judged by its interfaces", async () => {
    const answer = await pushResults(
      result(),
      result({
        kind: "dns",
        time: "2026-11-18T14:04:30.5+01:00",
        dns: { addresses: ["52.94.1.2"] },
        target: zonal,
      }),
      result({
        kind: "tcp",
        success: false,
        errorClass: "refused",
        latencySeconds: undefined,
        dns: undefined,
      }),
    );
    expect(answer).toMatchObject({ status: 200, body: { received: 3, stored: 3, unmatched: [] } });
    expect(probePushAnswerSchema.parse(answer.body)).toEqual(answer.body);
    const one = await read(new Request("http://x"), { params: Promise.resolve({ id }) });
    const probes = endpointProbesSchema.parse(await one.json());
    expect(probes.asOf).toBe("2026-11-18T14:04:00.000Z");
    expect(probes.series.map(({ kind, successRatio, stale }) => [kind, successRatio, stale])).toEqual([
      ["dns", 1, true],
      ["tcp", 0, false],
      ["tls", 1, false],
    ]);
    const [dns, tcp, tls] = probes.series;
    expect(dns).toMatchObject({
      answersInside: 0,
      answersOutside: 1,
      last: { dnsAddresses: ["52.94.1.2"], answerInside: false },
    });
    expect(tcp).toMatchObject({
      totalSecondsP95: null,
      last: { errorClass: "refused", answerInside: null, totalSeconds: null },
    });
    expect(tls).toMatchObject({
      source: "push:agent",
      location,
      answersInside: 1,
      totalSecondsMax: 0.007,
      last: { dnsTtlSeconds: 60, certificateExpiresAt: "2027-01-01T00:00:00.000Z" },
    });
    expect(tls?.totalSecondsP95).toBeGreaterThan(0.005);
  });

  it("sent again stores nothing again; late and out of order it gives the same counts", async () => {
    const times = ["14:00:00", "14:01:00", "14:02:00", "13:59:00"].map((at) =>
      result({ time: `2026-11-18T${at}Z` }),
    );
    await pushResults(...times);
    const before = await stored();
    const counts = (await db.pool.query("SELECT * FROM probe_result_5m ORDER BY ts")).rows;
    expect((await pushResults(...times)).body).toMatchObject({ received: 4, stored: 0 });
    expect(await stored()).toEqual(before);
    await db.pool.query("TRUNCATE probe_series, probe_result, probe_result_5m, probe_result_1h");
    for (const one of times.toReversed()) await pushResults(one, one);
    expect((await db.pool.query("SELECT * FROM probe_result_5m ORDER BY ts")).rows).toEqual(counts);
    expect(counts.map(({ results }) => results)).toEqual([1, 3]);
  });

  it("from many agents at once loses and doubles nothing", async () => {
    const minutes = Array.from({ length: 40 }, (_, i) =>
      result({ time: new Date(Date.UTC(2026, 10, 18, 13, i)).toISOString() }),
    );
    await Promise.all(
      [0, 1, 2, 3].flatMap((part) =>
        [part, part].map((p) => pushResults(...minutes.filter((_, i) => i % 4 === p))),
      ),
    );
    expect((await stored()).count).toBe(40);
    const { rows } = await db.pool.query("SELECT results FROM probe_result_1h");
    expect(rows).toEqual([{ results: 40 }]);
  });

  it("says which results are nobody's, and keeps the others", async () => {
    const shared = result({ target: "sqs.us-east-1.amazonaws.com:443" });
    const nobody = result({ target: "https://example.com/", kind: "http" });
    const unknown = result({ target: "vpce-0aaaaaaaaaaaaaaaa" });
    const { body } = await push({
      location: { name: "laptop" },
      results: [shared, nobody, unknown, result()],
    });
    expect(body).toMatchObject({
      received: 4,
      stored: 1,
      unmatched: [
        { index: 0, reason: "ambiguous", target: "sqs.us-east-1.amazonaws.com:443" },
        { index: 1, reason: "none", detail: expect.stringContaining("example.com") },
        { index: 2, reason: "none", detail: "no endpoint vpce-0aaaaaaaaaaaaaaaa is known" },
      ],
    });
    // From the VPC of one of the two, it is that one's.
    expect((await pushResults(shared)).body).toMatchObject({ stored: 1, unmatched: [] });
  });
});

describe("bad input is a 400 that names the field", () => {
  it.each<[string, unknown, string]>([
    ["no JSON", "{", "body"],
    ["no object", [], "body"],
    ["no location", { results: [result()] }, "location"],
    ["no results", { location, results: [] }, "results"],
    ["too many results", { location, results: Array.from({ length: 1001 }, () => ({})) }, "results"],
    ["an unknown key", { location, results: [result({ latency: 1 })] }, "results[0].latency"],
    ["an unknown kind", { location, results: [result(), result({ kind: "icmp" })] }, "results[1].kind"],
    [
      "a time of the future",
      { location, results: [result({ time: "2026-11-18T14:10:01Z" })] },
      "results[0].time",
    ],
    ["a time too old", { location, results: [result({ time: "2026-11-11T14:04:59Z" })] }, "results[0].time"],
    ["no time", { location, results: [result({ time: "yesterday" })] }, "results[0].time"],
    [
      "a negative latency",
      { location, results: [result({ latencySeconds: { total: -1 } })] },
      "results[0].latencySeconds.total",
    ],
    [
      "no address",
      { location, results: [result({ dns: { addresses: ["sqs"] } })] },
      "results[0].dns.addresses[0]",
    ],
    [
      "a wrong account",
      { location: { name: "a", accountId: "1" }, results: [result()] },
      "location.accountId",
    ],
    ["a status", { location, results: [result({ httpStatus: 0 })] }, "results[0].httpStatus"],
  ])("%s", async (_what, body, field) => {
    const answer = await push(body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(400);
    expect(answer.body.errors.map((error: { field: string }) => error.field)).toContain(field);
    expect((await stored()).count).toBe(0);
  });

  it("a text with a NUL, which Postgres does not take, is refused and not a 500", async () => {
    const answer = await pushResults(result({ target: `a\u0000b` }));
    expect(answer.status).toBe(400);
  });
});

describe("who may push", () => {
  it.each([
    ["no header", {}],
    ["another token", { authorization: "Bearer another" }],
    ["another scheme", { authorization: `Basic ${token}` }],
    ["the digest", { authorization: `Bearer ${sha256}` }],
    ["nothing", { authorization: "Bearer " }],
  ])("nobody with %s", async (_what, headers) => {
    const answer = await push({ location, results: [result()] }, headers as Record<string, string>);
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toContain("Bearer");
    expect((await stored()).count).toBe(0);
  });

  it("nobody at all while no token is configured, and the answer says what to set", async () => {
    vi.stubEnv("LINKLEDGER_CONFIG", join(folder, "none.yaml"));
    const answer = await pushResults(result());
    vi.stubEnv("LINKLEDGER_CONFIG", file);
    expect(answer).toMatchObject({ status: 403, body: { detail: expect.stringContaining("probes.tokens") } });
  });

  it("nobody while the configuration is broken: its mistake is not told to strangers", async () => {
    const broken = join(folder, "broken.yaml");
    writeFileSync(broken, "probes: { tokens: [{ name: agent, sha256: hunter2 }] }");
    vi.stubEnv("LINKLEDGER_CONFIG", broken);
    const answer = await pushResults(result());
    vi.stubEnv("LINKLEDGER_CONFIG", file);
    expect(answer.status).toBe(503);
    expect(JSON.stringify(answer.body)).not.toMatch(/hunter2|sha256/);
  });

  it("takes no more than a megabyte, said or not, and nothing compressed", async () => {
    const large = JSON.stringify({ location, results: [result({ target: "a".repeat(1_100_000) })] });
    expect((await push(large)).status).toBe(413);
    const headers = { authorization: `Bearer ${token}` };
    expect((await push("{}", { ...headers, "content-length": "2000000" })).status).toBe(413);
    expect((await push("{}", { ...headers, "content-encoding": "gzip" })).status).toBe(415);
  });

  it("is asked by POST alone", async () => {
    const answer = await GET(new Request("http://x/api/v1/probes"));
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST, OPTIONS"]);
  });
});

it("an endpoint that was never probed has no series and no time; one that nobody has seen is a 404", async () => {
  const one = await read(new Request("http://x"), { params: Promise.resolve({ id }) });
  expect(await one.json()).toMatchObject({ asOf: null, series: [] });
  const other = await read(new Request("http://x"), { params: Promise.resolve({ id: "vpce-0" }) });
  expect(other.status).toBe(404);
});
