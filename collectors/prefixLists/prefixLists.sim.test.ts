import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { readDiagnosis } from "#lib/diagnosis/data.ts";
import { evaluateDiagnosis } from "#lib/diagnosis/evaluate.ts";
import { testDatabase } from "#lib/testing/database.ts";
import { type GroupRule, type GroupSpec, vpcNetwork } from "#simulator/fleet/network.ts";
import { ownPrefixListId, prefixListsOf } from "#simulator/fleet/prefix-lists.ts";
import { collect, inventoryOnly, organizationConfig, runOf, testNow, testSimulator } from "../testing.ts";

// One VPC and one endpoint: all that rules may name is named here.
const simulator = testSimulator({ fleet: { accounts: 1, regions: 1, endpoints: 1 } });
const db = testDatabase();
const endpoint = () => {
  const [found] = simulator.it.fleet.plan.endpoints;
  if (!found) throw new Error("the fleet has no endpoint");
  return found;
};
const collectAll = () => collect(db, organizationConfig(), inventoryOnly);
const refuse = (action: string) => simulator.it.control.faults.add({ kind: "denied", action });

async function stored() {
  const { rows } = await db.pool.query<{ id: string; name: string; entries: string[] | null }>(
    `SELECT prefix_list_id AS id, prefix_list_name AS name, entries FROM prefix_list WHERE gone_at IS NULL ORDER BY 2`,
  );
  return rows;
}

/** Whether its groups let clients in, as the diagnosis says it. */
async function judged(): Promise<string> {
  await evaluateDiagnosis({ db, config: organizationConfig(), now: new Date(testNow) });
  const hop = (await readDiagnosis(db.pool, endpoint().id))?.walk?.hops.find((one) => one.hop === "endpoint");
  const answer = hop?.causes.find(({ checkId }) => checkId === "endpoint-sg-blocks-port");
  return `${answer?.state}: ${answer?.reason}`;
}

beforeAll(async () => {
  vi.stubEnv("LINKLEDGER_NOW", new Date(testNow).toISOString());
  Object.assign(endpoint(), { type: "Interface", groups: ["private-link"], state: "available" });
  endpoint().vpc.byPrefixLists = true;
  await collectAll();
});

it("reads the lists that rules name, all their pages, and no others", async () => {
  const { accountId, region, vpc } = endpoint();
  const own = prefixListsOf(simulator.it.fleet, accountId, region).filter(({ ownerId }) => ownerId !== "AWS");
  expect(await stored()).toEqual(own.map(({ id, name, cidrs }) => ({ id, name, entries: cidrs.toSorted() })));
  expect((await stored()).find(({ id }) => id === ownPrefixListId(vpc, "clients"))?.entries).toHaveLength(
    256,
  );
});

it("lets in who is on a list, and nobody else", async () => {
  expect(await judged()).toMatch(/^pass: .* lets clients of the VPC in/);
  endpoint().groups = ["partners-only"];
  await collectAll();
  expect(await judged()).toMatch(/^fail: .* lets nobody in on .*: the rules are for others/);
});

it("knows nothing of a list that may not be read, and judges nobody by it", async () => {
  refuse("GetManagedPrefixListEntries");
  const { accountId, region } = endpoint();
  const run = runOf(await collectAll(), "prefix-lists", accountId, region);
  expect(run).toMatchObject({ outcome: "success" });
  expect((await stored()).map(({ entries }) => entries)).toEqual([null, null]);
  expect(await judged()).toMatch(/^unknown: .* a prefix list that was not found, or may not be read\.$/);
});

it("keeps what it knows where lists may not be listed, and judges nobody by that either", async () => {
  await collectAll();
  const before = await stored();
  refuse("DescribeManagedPrefixLists");
  const { accountId, region } = endpoint();
  const run = runOf(await collectAll(), "prefix-lists", accountId, region);
  expect(run).toMatchObject({ outcome: "failed", failure: { errorClass: "denied" } });
  expect(await stored()).toEqual(before);
  expect(await judged()).toMatch(/^unknown: .* the prefix-lists collector is denied/);
});

it("asks nothing where no rule names a list", async () => {
  const calls = async () => {
    const { accountId, region } = endpoint();
    return runOf(await collectAll(), "prefix-lists", accountId, region).apiCalls;
  };
  expect(await calls()).toBe(5);
  await db.pool.query("UPDATE security_group SET ip_permissions = '[]'");
  const runs = await collect(db, organizationConfig(), ({ collector }) => collector === "prefix-lists");
  expect(runs.map(({ outcome, apiCalls }) => [outcome, apiCalls])).toEqual([["success", 0]]);
  expect(await stored()).toEqual([]);
});

describe("a rule that names a list for the first time", () => {
  const later = testNow + 60_000;
  const only = (...collectors: string[]) =>
    collect(db, organizationConfig(), ({ collector }) => collectors.includes(collector));
  const dueAt = async () => {
    const { rows } = await db.pool.query<{ at: Date }>(
      "SELECT next_attempt_at AS at FROM collector_scope WHERE collector = 'prefix-lists'",
    );
    return rows[0]?.at.getTime();
  };
  /** As the groups are written, or without the rules that name lists. */
  const written = new Map<GroupSpec, GroupRule[]>();
  const changeRules = (naming: boolean) => {
    for (const [group, rules] of written)
      group.rules = rules.filter(({ prefixListId }) => naming || prefixListId === undefined);
  };
  beforeAll(async () => {
    for (const group of vpcNetwork(endpoint().vpc).groups) written.set(group, group.rules);
    changeRules(false);
    await collectAll();
    expect(await stored()).toEqual([]);
  });
  beforeEach(() => simulator.at(later));

  it("has it looked up soon", async () => {
    expect(await dueAt()).toBeGreaterThan(later);
    changeRules(true);
    await only("network");
    expect(await dueAt()).toBe(later);
    await only("prefix-lists");
    expect(await stored()).toHaveLength(2);
    expect(await dueAt()).toBeGreaterThan(later);
  });

  const changeAnything = async (value: string) => {
    endpoint().vpc.tags = { ...endpoint().vpc.tags, changed: value };
    expect((await only("network")).map(({ modified }) => modified)).toEqual([1]);
  };

  it("changes nothing where only known lists are named", async () => {
    const due = await dueAt();
    await changeAnything("yes");
    expect(await dueAt()).toBe(due);
  });

  it("changes nothing where lists may not be listed: that is held back because it fails", async () => {
    changeRules(false);
    await collectAll();
    refuse("DescribeManagedPrefixLists");
    changeRules(true);
    await collectAll();
    const due = await dueAt();
    await changeAnything("again");
    expect(await dueAt()).toBe(due);
  });
});
