import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { GET } from "#app/internal/on-call/route.ts";
import { configSchema } from "../config/schema.ts";
import { ensurePartitions } from "../db/partitions.ts";
import { evaluateDiagnosis } from "../diagnosis/evaluate.ts";
import { denialTable } from "../logsInsights/tables.ts";
import {
  accountRow,
  endpointRow,
  insertEndpoints,
  fixtureNow as now,
  scopeRow,
} from "../testing/endpointRows.ts";
import { insertRows, processDatabase } from "../testing/rows.ts";
import { loadOnCall } from "./loaders.ts";
import { readQuery } from "./query.ts";
import type { OnCallAnswer } from "./schema.ts";

const db = processDatabase();
const [one, two] = ["111111111111", "222222222222"];
const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const named = { dnsEntries: [{ dnsName: "vpce-good.sqs.us-east-1.vpce.amazonaws.com", hostedZoneId: "Z1" }] };
const load = (asked = {}) => loadOnCall(readQuery(asked));

async function judge() {
  await evaluateDiagnosis({ db, config: configSchema.parse({}), now });
  await db.pool.query(
    `INSERT INTO evaluation (name, started_at, ended_at, outcome, as_of, judged, changed, first_pass_through, last_success_at)
     VALUES ('diagnosis', $1, $1, 'success', $1, 0, 0, true, $1)
     ON CONFLICT (name) DO UPDATE SET ended_at = evaluation.ended_at + interval '1 minute'`,
    [now],
  );
}

beforeEach(async () => {
  vi.stubEnv("LINKLEDGER_NOW", now.toISOString());
  await db.pool.query(
    `TRUNCATE account, collector_scope, vpc_endpoint, finding, endpoint_diagnosis, evaluation, trail_event,
       trail_coverage, vpce_access_denial`,
  );
  await insertRows(db, "account", [accountRow(one, "orders"), accountRow(two, "payments")]);
  await insertRows(db, "collector_scope", [
    scopeRow({ resources: 2 }),
    scopeRow({ accountId: two, resources: 1 }),
  ]);
  await insertEndpoints(db, [
    endpointRow("vpce-good", named),
    endpointRow("vpce-bad", { state: "rejected", application: "checkout", owner: "core" }),
    endpointRow("vpce-bad2", { accountId: two, state: "rejected" }),
  ]);
});
afterEach(() => void vi.unstubAllEnvs());

describe("the on-call page", () => {
  it("is calm and says that nothing was judged, before anything was", async () => {
    const page = await load();
    expect(page).toMatchObject({ judged: false, incidents: [], asOf: null, endpoints: 3 });
    expect(page.map.counts).toMatchObject({ unknown: 3, ok: 0 });
  });

  it("gathers what fails by service or by account, with the broken hop, the command and the way to the path", async () => {
    await judge();
    const { incidents, totals, applications } = await load();
    expect(incidents).toHaveLength(1);
    expect(incidents[0]).toMatchObject({
      ...{ checkId: "endpoint-rejected", title: "sqs", hop: "endpoint", endpoints: 2, accounts: 2 },
      listHref: "/findings?serviceName=com.amazonaws.us-east-1.sqs&checkId=endpoint-rejected",
    });
    expect(incidents[0]?.hops.map(({ state }) => state).indexOf("fail")).toBe(2);
    expect(incidents[0]?.command?.command).toMatch(/^aws ec2 /);
    expect(incidents[0]?.pathHref).toMatch(/^\/endpoints\/vpce-bad2?#path$/);
    expect(totals).toMatchObject({ failing: 2, degraded: 0 });
    expect(applications[0]).toMatchObject({ application: "checkout", failing: 1 });
    const byAccount = await load({ by: "account" });
    expect(byAccount.incidents.map(({ title }) => title).toSorted()).toEqual(["orders", "payments"]);
  });

  it("names who touched what a path stands on before it broke, and nobody where nothing was read", async () => {
    await judge();
    expect((await load({ by: "account" })).incidents[0]?.noChange).toMatch(/not known/);
    await insertRows(db, "trail_event", [
      {
        ...{
          accountId: one,
          eventId: "e1",
          region: "us-east-1",
          eventTime: at(-20),
          eventName: "ModifyVpcEndpoint",
        },
        ...{ eventSource: "ec2.amazonaws.com", actor: "admin/nora", resourceIds: ["sg-1"] },
      },
    ]);
    const page = await load({ by: "account" });
    const broken = page.incidents.find(({ title }) => title === "orders");
    expect(broken?.change).toMatchObject({
      actor: "admin/nora",
      what: "ModifyVpcEndpoint",
      resourceId: "sg-1",
    });
  });

  it("calls an account that does not report unknown, neither broken nor in order", async () => {
    await judge();
    await db.pool.query(
      `UPDATE collector_scope SET outcome = 'failed', error_class = 'denied', error_code = 'AccessDenied' WHERE account_id = $1`,
      [two],
    );
    await db.pool.query("UPDATE collector_scope SET resources = 2 WHERE account_id = $1", [two]);
    await insertEndpoints(db, [endpointRow("vpce-new", { accountId: two, ...named })]);
    const { silent, map } = await load();
    expect(silent).toHaveLength(1);
    expect(silent[0]).toMatchObject({
      endpoints: 2,
      accounts: [{ accountId: two, accountName: "payments" }],
    });
    expect(silent[0]?.summary).toMatch(/Access denied/);
    expect(map.rows.find(({ accountId }) => accountId === two)?.counts).toMatchObject({
      failing: 1,
      unknown: 1,
    });
  });

  it("tells denied calls and failed creations of the last day", async () => {
    await ensurePartitions(db.pool, denialTable, at(-4000), now);
    const denial = (eventId: string, minutes: number) => ({
      ...{ accountId: one, eventId, eventTime: at(minutes), region: "us-east-1", vpcEndpointId: "vpce-good" },
      ...{ principal: "app", eventSource: "kms.amazonaws.com", eventName: "Decrypt" },
    });
    await insertRows(db, "vpce_access_denial", [denial("a", -5), denial("b", -9), denial("old", -3000)]);
    const creation = (eventId: string, errorCode: string | null) => ({
      ...{ accountId: one, eventId, region: "us-east-1", eventTime: at(-30), eventName: "CreateVpcEndpoint" },
      ...{ eventSource: "ec2.amazonaws.com", errorCode },
    });
    await insertRows(db, "trail_event", [
      creation("1", null),
      creation("2", "Client.VpcEndpointLimitExceeded"),
      creation("3", "Client.RequestLimitExceeded"),
    ]);
    const { denials, provisioning } = await load();
    expect(denials).toMatchObject({ calls: 2, rows: [{ action: "kms:Decrypt", calls: 2 }] });
    expect(provisioning).toMatchObject({
      succeeded: 1,
      failed: 1,
      errors: [{ code: "VpcEndpointLimitExceeded" }],
    });
  });

  it("answers a poll with nothing while nothing is new, and with the page when it is", async () => {
    await judge();
    const poll = async (version: string) =>
      (await (await GET(new Request(`http://x/?version=${version}`))).json()) as OnCallAnswer;
    const first = await poll("");
    if (first.unchanged) throw new Error("the first poll brought no page");
    const { version } = first.page;
    expect(await poll(version)).toMatchObject({ unchanged: true, version });
    await judge();
    expect(await poll(version)).toMatchObject({ unchanged: false, page: { incidents: [{ endpoints: 2 }] } });
  });
});
