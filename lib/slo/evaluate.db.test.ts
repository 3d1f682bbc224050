import { beforeAll, describe, expect, it } from "vitest";
import { GET as oneOpenSlo } from "../../app/api/v1/slos/[id]/openslo/route.ts";
import { GET as oneSlo } from "../../app/api/v1/slos/[id]/route.ts";
import { readList } from "../api/list/data.ts";
import { prometheusText } from "../metrics/prometheus.ts";
import { accountRow, endpointRow, fixtureNow, insertEndpoints, scopeRow } from "../testing/endpointRows.ts";
import { insertRows, processDatabase } from "../testing/rows.ts";
import { defined, sloSchema } from "./definition.ts";
import { parseOpenSlo } from "./opensloParse.ts";
import { type SloItem, sloList } from "./sloList.ts";
import { judgeAll, probe, testAccount, testRegion } from "./testing.ts";

const minute = 60_000;
const now = fixtureNow;
const ago = (minutes: number) => new Date(now.getTime() - minutes * minute);
/** A result a minute for so many minutes, up to a minute ago. */
const everyMinute = (minutes: number, of: (ago: number) => object = () => ({})) =>
  Array.from({ length: minutes }, (_, i) => ({ ts: ago(minutes - i), ...of(minutes - i) }));

const db = processDatabase();
const slos = async () => {
  const { items } = await readList<SloItem>(sloList, { limit: 1000 });
  return Object.fromEntries(items.map((item) => [item.sloId, item])) as Record<string, SloItem>;
};

beforeAll(async () => {
  await insertRows(db, "account", [accountRow(testAccount, "payments-prod")]);
  await insertRows(db, "collector_scope", [scopeRow()]);
  await insertEndpoints(db, [
    endpointRow("vpce-1", { tags: { env: "prod" } }),
    endpointRow("vpce-2", { tags: { env: "dev" }, serviceName: "com.amazonaws.us-east-1.kms" }),
  ]);
  await insertRows(
    db,
    "collector_run",
    Array.from({ length: 144 }, (_, i) => ({
      accountId: testAccount,
      runId: `0190e0e0-0000-7000-8000-${String(i).padStart(12, "0")}`,
      region: testRegion,
      collector: "endpoints",
      startedAt: ago(10 * (144 - i)),
      endedAt: ago(10 * (144 - i) - 1),
      outcome: i === 100 ? "failed" : "success",
    })),
  );
});

describe("before anything was counted", () => {
  it("the guide's ten stand, unknown, each with its reason", async () => {
    await judgeAll(db, now);
    const all = Object.values(await slos());
    expect(all.map(({ guideId }) => guideId).toSorted()).toEqual(
      ["M1", "M10", "M2", "M3", "M4", "M5", "M6", "M7", "M8", "M9"].toSorted(),
    );
    for (const slo of all.filter(({ guideId }) => guideId !== "M6"))
      expect(slo).toMatchObject({
        state: "unknown",
        attainment: null,
        budgetLeft: null,
        bad: null,
        total: null,
      });
    expect(all.find(({ guideId }) => guideId === "M2")?.reason).toContain("No probe connects");
  });
});

describe("with probes and runs", () => {
  beforeAll(async () => {
    await probe(db, [
      {
        vpcEndpointId: "vpce-1",
        kind: "tcp",
        results: everyMinute(1440, (at) => ({ success: at % 720 !== 0 })),
      },
      {
        vpcEndpointId: "vpce-2",
        kind: "http",
        results: everyMinute(1440, (at) =>
          at % 100 === 0 ? { success: false, httpStatus: 503 } : { answerInside: at % 480 !== 0 },
        ),
      },
    ]);
    await judgeAll(db, now);
  });

  it("counts connections, HTTP failures apart from failed connections", async () => {
    const { "m2-connect": connect, "m7-errors": errors, "m1-dns": dns } = await slos();
    expect(connect).toMatchObject({ total: 2870, bad: 2, asOf: "2026-11-18T14:00:00.000Z" });
    expect(connect?.attainment).toBeCloseTo(1 - 2 / 2870, 12);
    expect(errors).toMatchObject({ total: 1435, bad: 14, state: "breached" });
    expect(dns).toMatchObject({ bad: 3, total: 1421 });
  });

  it("counts runs, and those that never came", async () => {
    const { "m6-telemetry": telemetry } = await slos();
    expect(telemetry).toMatchObject({ total: 144, bad: 1, state: "breached" });
  });
});

describe("at each endpoint", () => {
  const endpoints = async () =>
    (
      await db.pool.query(
        `SELECT vpc_endpoint_id AS id, availability_class AS class, state, bad, total, attainment, reason
         FROM slo_endpoint ORDER BY 1`,
      )
    ).rows;

  it("the class says how available it was in whole hours, and the fleet's shares follow", async () => {
    await insertEndpoints(db, [endpointRow("vpce-3")]);
    await probe(db, [
      { vpcEndpointId: "vpce-3", kind: "tcp", results: everyMinute(30, () => ({ success: false })) },
    ]);
    // Endpoints are judged anew by the hour: forget that this hour was.
    await db.pool.query("TRUNCATE slo");
    await judgeAll(db, now);
    const [first, second, third] = await endpoints();
    // Until 14:00, from the day before 14:05.
    expect(first).toMatchObject({ id: "vpce-1", class: "99", bad: 2, total: 1435, state: "breached" });
    expect(second).toMatchObject({ id: "vpce-2", class: "99.9", bad: 0, total: 1435, state: "met" });
    expect(third).toMatchObject({ class: "unknown", state: "unknown", attainment: null, total: 25 });
    expect((await slos())["m2-connect"]?.evidence.availability).toEqual({
      ...{ endpoints: 3, known: 2, share999: 0.5, share99: 1, share95: 1 },
      classes: { "99.9": 1, "99": 1, "95": 0, below: 0, unknown: 1 },
    });
  });

  it("maintenance is left out, and an endpoint that is gone is not counted", async () => {
    await db.pool.query("UPDATE vpc_endpoint SET gone_at = now() WHERE vpc_endpoint_id = 'vpce-3'");
    const maintenance = [
      { from: "2026-11-18T01:55:00Z", to: "2026-11-18T02:10:00Z", reason: "new targets" },
      { from: "2026-11-18T02:00:00Z", to: "2026-11-18T02:15:00Z", reason: "overlaps" },
    ];
    const select = { tags: { env: "prod" } };
    await judgeAll(db, now, [{ id: "prod", indicator: "connect", perEndpoint: true, select, maintenance }]);
    expect(await endpoints()).toMatchObject([{ id: "vpce-1", bad: 1, total: 1415 }]);
    const { prod } = await slos();
    expect(prod).toMatchObject({ bad: 1, total: 1415, excludedSeconds: 1200 });
    expect(prod?.maintenance).toMatchObject([{ reason: "new targets" }, { reason: "overlaps" }]);
  });
});

describe("evidence that changes", () => {
  const figures = async () =>
    (
      await db.pool.query(
        `SELECT slo_id, state, reason, bad, total, budget_left, windows, alerts, as_of, evidence FROM slo ORDER BY 1`,
      )
    ).rows;
  const days = async () => (await db.pool.query("SELECT * FROM slo_day ORDER BY 1, 2")).rows;

  it("judging again on the same evidence changes nothing", async () => {
    await judgeAll(db, now);
    const before = [await figures(), await days()];
    const again = await judgeAll(db, now);
    expect(again).toMatchObject({ judged: 10, changed: 0, asOf: new Date("2026-11-18T13:56:00.001Z") });
    expect([await figures(), await days()]).toEqual(before);
  });

  it("results that came late are counted as if they had come in time", async () => {
    const latest = { ts: now, success: true };
    await probe(db, [{ vpcEndpointId: "vpce-1", kind: "tls", results: [latest] }]);
    await judgeAll(db, now);
    const late = everyMinute(20, () => ({ success: false })).slice(0, 15);
    await probe(db, [{ vpcEndpointId: "vpce-1", kind: "tls", results: late }]);
    await judgeAll(db, now);
    const inSteps = await figures();
    // Everything at once, by an evaluator that has never counted before.
    await db.pool.query("TRUNCATE slo, slo_bucket, slo_day, slo_endpoint, sli_endpoint_day");
    await judgeAll(db, now);
    const atOnce = await figures();
    const comparable = (rows: typeof inSteps) => rows.map(({ alerts: _, evidence: __, ...row }) => row);
    expect(comparable(inSteps)).toEqual(comparable(atOnce));
    expect(atOnce.find(({ slo_id: id }) => id === "m2-connect")).toMatchObject({ bad: 47 });
  });

  it("a run that never came did not deliver", async () => {
    const before = (await slos())["m6-telemetry"];
    await db.pool.query("TRUNCATE slo");
    await db.pool.query("DELETE FROM collector_run WHERE started_at >= $1 AND started_at < $2", [
      ago(65),
      ago(15),
    ]);
    await judgeAll(db, now);
    const after = (await slos())["m6-telemetry"];
    // Five runs were taken away; between the two around them fifty minutes are missing, which is five runs.
    expect([after?.total, after?.bad]).toEqual([before?.total, (before?.bad ?? 0) + 5]);
  });

  it("an objective that is no longer defined is forgotten with all that was counted of it", async () => {
    await judgeAll(db, now, [{ id: "only", indicator: "connect", select: { endpoints: ["vpce-1"] } }]);
    expect(Object.keys(await slos())).toEqual(["only"]);
    const { rows } = await db.pool.query(
      "SELECT DISTINCT slo_id FROM slo_bucket UNION SELECT slo_id FROM slo_day UNION SELECT slo_id FROM slo_endpoint",
    );
    expect(rows).toEqual([{ slo_id: "only" }]);
  });
});

describe("one objective", () => {
  const asked = (path: string) => new Request(`http://x/api/v1/slos/${path}`);
  const params = (id: string) => ({ params: Promise.resolve({ id }) });
  const definition = {
    id: "only",
    indicator: "connect",
    objective: 99.5,
    perEndpoint: true,
    policy: "guide",
  };

  beforeAll(() => judgeAll(db, now, [definition]));

  it("comes with its windows, its burn-down, its classes and its worst endpoints", async () => {
    const slo = await (await oneSlo(asked("only"), params("only"))).json();
    expect(slo).toMatchObject({
      ...{ sloId: "only", objective: 99.5, policy: "guide", definition: { ...definition, window: "30d" } },
      days: [{ day: "2026-11-17" }, { day: "2026-11-18" }],
      availability: { endpoints: 2, known: 2 },
      worstEndpoints: [{ vpcEndpointId: "vpce-1" }, { vpcEndpointId: "vpce-2" }],
    });
    expect(slo.windows.map(({ window }: { window: string }) => window)).toEqual([
      ...["5m", "30m", "1h", "2h", "6h", "1d", "3d", "30d"],
    ]);
    const counted = slo.days.map(({ total }: { total: number }) => total) as number[];
    expect(counted.reduce((sum, total) => sum + total, 0)).toBe(slo.total);
    expect((await oneSlo(asked("none"), params("none"))).status).toBe(404);
  });

  it("comes as OpenSLO that says the same", async () => {
    const yaml = await (await oneOpenSlo(asked("only/openslo"), params("only"))).text();
    expect(parseOpenSlo(yaml, "f").map(defined)).toEqual([defined(sloSchema.parse(definition))]);
  });

  it("is a series of Prometheus, without a sample for what is not known", async () => {
    const text = await prometheusText();
    expect(text).toMatch(/^linkledger_slo_burn_rate\{slo="only",window="1d"\} \d/m);
    expect(text).toMatch(/^linkledger_slo_state\{slo="only",indicator="connect",state="[a-z-]+"\} 1$/m);
    await judgeAll(db, now, [{ id: "only", indicator: "cross-region" }]);
    expect(await prometheusText()).not.toMatch(/^linkledger_slo_(burn_rate|attainment_ratio)\{/m);
  });
});
