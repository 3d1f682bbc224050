import { beforeAll, describe, expect, it, vi } from "vitest";
import { testDatabase } from "#lib/testing/database.ts";
import type { TrailEvent } from "#lib/trail/schema.ts";
import { runOf, testNow, testSimulator } from "../testing.ts";
import { collectAt } from "./testing.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const simulator = testSimulator({ fleet: { accounts: 2, regions: 1, endpoints: 24 } });
const db = testDatabase();
const minute = 60_000;
const region = "us-east-1";
let accountId = "";

const run = (...collectors: string[]) => collectAt(db, { accountId, region }, ...collectors);
const trail = async () => runOf(await run("trail"), "trail", accountId, region);

const rows = async <T extends object>(sql: string, values: unknown[] = []) =>
  (await db.pool.query<T>(sql, values)).rows;
const content = async () => rows("SELECT * FROM trail_event ORDER BY account_id, event_id");
const coverage = () =>
  rows<{ group: string; days: number; to: Date }>(
    `SELECT event_group AS group, covered_to AS to,
       extract(epoch FROM covered_to - covered_from)::float8 / 86400 AS days
     FROM trail_coverage WHERE account_id = $1 ORDER BY event_group`,
    [accountId],
  );

beforeAll(async () => {
  accountId = simulator.it.fleet.plan.endpoints[0]?.accountId ?? "";
  const [vpc] = simulator.it.fleet.vpcs(accountId, region);
  const made = { name: "made-by-code", vpcId: vpc?.id ?? "", serviceName: `com.amazonaws.${region}.sts` };
  simulator.it.control.addEndpoint(made, { roleName: "terraform-apply", sessionName: "run-7" });
  await run("endpoints", "network", "load-balancers");
});

describe("the first sight", () => {
  it("goes back to the end of CloudTrail's history, and keeps who did what", async () => {
    const first = await trail();
    expect(first).toMatchObject({ outcome: "success", throttledCalls: 0 });
    expect(first.created).toBe(first.resources);
    const known = await coverage();
    expect(known.map(({ group }) => group)).toEqual(["path", "privatelink", "tags"]);
    for (const { days, to } of known) {
      expect(days).toBeCloseTo(90 - 1 / 24, 3);
      expect(to.getTime()).toBe(testNow);
    }
    const { events } = simulator.it.trail;
    const told = events
      .call(simulator.it.trail, accountId, region, testNow)
      .filter(({ name, at }) => name.includes("VpcEndpoint") && at > testNow - 89.9 * 1440 * minute);
    expect(told.length).toBeGreaterThan(10);
    expect(await content()).toHaveLength(told.length);
  });

  it("keeps refused calls with their code, for the share of creations that succeed", async () => {
    const [created] = await rows<TrailEvent>(
      `SELECT actor, actor_arn AS "actorArn", source_ip AS "sourceIp", resource_ids AS "resourceIds", request
       FROM trail_event WHERE event_name = 'CreateVpcEndpoint' AND error_code IS NULL LIMIT 1`,
    );
    expect(created?.actor).toBe("terraform-apply/run-7");
    expect(created?.actorArn).toBe(`arn:aws:sts::${accountId}:assumed-role/terraform-apply/run-7`);
    expect(created?.resourceIds.some((id) => id.startsWith("vpce-"))).toBe(true);
    expect(JSON.stringify(created?.request)).not.toContain("ClientToken");
    const codes = await rows<{ code: string }>(
      "SELECT DISTINCT error_code AS code FROM trail_event WHERE error_code IS NOT NULL",
    );
    for (const { code } of codes) expect(code).toMatch(/^Client\./);
  });

  it("is followed by a run that asks once and changes nothing", async () => {
    const before = await content();
    const again = await trail();
    expect(again).toMatchObject({ outcome: "success", created: 0, modified: 0 });
    expect(again.apiCalls).toBeLessThanOrEqual(1);
    expect(await content()).toEqual(before);
  });
});

describe("late events", () => {
  it("that become readable after others are found all the same, once", async () => {
    const [one] = simulator.it.fleet.endpoints(accountId, region, testNow);
    const id = one?.id ?? "";
    simulator.it.control.modifyEndpoint(
      id,
      { tags: { team: "late" } },
      { sessionName: "late", lateMs: 12 * minute },
    );
    simulator.it.control.modifyEndpoint(id, { tags: { team: "soon" } }, { sessionName: "soon" });
    const found = async () =>
      (
        await rows<{ actor: string }>(
          "SELECT actor FROM trail_event WHERE event_name = 'CreateTags' AND $1 = ANY(resource_ids) ORDER BY actor",
          [id],
        )
      ).map(({ actor }) => actor.split("/")[1]);
    simulator.at(testNow + 2 * minute);
    await trail();
    expect(await found()).toEqual(["soon"]);
    simulator.at(testNow + 15 * minute);
    await trail();
    expect(await found()).toEqual(["late", "soon"]);
  });
});

describe("what fails", () => {
  const later = testNow + 40 * minute;

  it("leaves what was known, and how far it was known", async () => {
    const before = [await content(), await coverage()];
    simulator.at(later);
    simulator.it.control.deny(accountId, "cloudtrail:LookupEvents");
    expect(await trail()).toMatchObject({ outcome: "failed", failure: { errorClass: "denied" } });
    simulator.it.control.allow(accountId);
    simulator.it.control.faults.add({ kind: "html", service: "cloudtrail", times: 5 });
    expect(await trail()).toMatchObject({ outcome: "failed" });
    expect([await content(), await coverage()]).toEqual(before);
  });

  it("is made up for by the next run", async () => {
    simulator.at(later);
    simulator.it.control.faults.add({ kind: "throttle", service: "cloudtrail", times: 2 });
    expect(await trail()).toMatchObject({ outcome: "success", throttledCalls: 2 });
    for (const { days, to } of await coverage()) {
      expect(to.getTime()).toBe(later);
      expect(days).toBeGreaterThan(90 - 1 / 24);
    }
  });
});

describe("where much happens", () => {
  const later = testNow + 60 * minute;

  it("each name is a listing of its own, and the dear groups wait", async () => {
    simulator.at(later);
    const [one] = simulator.it.fleet.endpoints(accountId, region, later);
    const id = one?.id ?? "";
    const policy = { policyDocument: '{"Statement":[]}' };
    simulator.it.control.modifyEndpoint(id, policy, { sessionName: "in-the-crowd" });
    const [about] = simulator.it.trail.events(accountId, region, later);
    for (let i = 0; i < 120 && about; i++)
      simulator.it.trail.record({ ...about, name: "RunInstances", key: `crowd/${i}`, at: later + 55_000 });
    simulator.at(later + minute);
    const before = await coverage();
    const busy = await trail();
    expect(busy).toMatchObject({ outcome: "success", created: 1 });
    // One page shows the crowd; then the names of the first group only.
    expect(busy.apiCalls).toBe(1 + 14);
    const to = (known: Awaited<ReturnType<typeof coverage>>) =>
      Object.fromEntries(known.map((row) => [row.group, row.to.getTime()]));
    expect(to(await coverage())).toEqual({ ...to(before), privatelink: later + minute });

    simulator.at(later + 61 * minute);
    await trail();
    const end = later + 61 * minute;
    expect(to(await coverage())).toEqual({ path: end, privatelink: end, tags: end });
  });
});
