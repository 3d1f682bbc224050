import { beforeAll, describe, expect, it, vi } from "vitest";
import { tables } from "#lib/inventory/tables.ts";
import { testDatabase } from "#lib/testing/database.ts";
import { collect, inventoryOnly, organizationConfig, runOf, testNow, testSimulator } from "./testing.ts";

const simulator = testSimulator({ fleet: { accounts: 4, regions: 2, endpoints: 60 } });
const db = testDatabase();

const inventoryTables = Object.values(tables).map(({ table }) => table);

/** A checksum over every row of every table of inventory, bookkeeping columns included. */
async function checksums(): Promise<Record<string, string>> {
  const sums: Record<string, string> = {};
  for (const table of [...inventoryTables, "resource_change"]) {
    const { rows } = await db.pool.query<{ sum: string }>(
      `SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, E'\\n' ORDER BY t::text)), '') || ' ' ||
         coalesce(md5(string_agg(xmin::text, ',' ORDER BY t::text)), '') AS sum FROM ${table} t`,
    );
    sums[table] = rows[0]?.sum ?? "";
  }
  return sums;
}

async function rowsOf<T extends object>(sql: string, values: unknown[] = []): Promise<T[]> {
  return (await db.pool.query<T>(sql, values)).rows;
}

/** An account other than the management account that has endpoints in the region. */
function busyPlace() {
  const { endpoints, accounts } = simulator.it.fleet.plan;
  const [management] = accounts;
  const endpoint = endpoints.find((one) => one.accountId !== management?.id && one.type === "Interface");
  if (!endpoint) throw new Error("the fleet has no endpoint outside the management account");
  return endpoint;
}

beforeAll(async () => {
  vi.stubEnv("LINKLEDGER_NOW", new Date(testNow).toISOString());
  const runs = await collect(db, organizationConfig(), inventoryOnly);
  expect(runs.filter(({ outcome }) => outcome !== "success")).toEqual([]);
});

describe("a second pass over an unchanged fleet", () => {
  it("touches no row of inventory, not even physically, but renews the scopes", async () => {
    const before = await checksums();
    simulator.at(testNow + 3_600_000);
    // Minutes pass without anything that changes by itself, but for levels like free addresses.
    simulator.it.control.clock.set(testNow);
    const runs = await collect(db, organizationConfig(), inventoryOnly);
    expect(runs.every(({ outcome }) => outcome === "success")).toBe(true);
    expect(await checksums()).toEqual(before);
    const fresh = await rowsOf<{ count: number }>(
      "SELECT count(*)::int AS count FROM collector_scope WHERE last_success_at = $1",
      [new Date(testNow + 3_600_000)],
    );
    expect(fresh[0]?.count).toBe(runs.length);
  });
});

describe("an account that begins to refuse us", () => {
  it("keeps its rows, stale, while everything else goes on", async () => {
    const { accountId, region } = busyPlace();
    const before = await checksums();
    simulator.at(testNow + 2 * 3_600_000);
    simulator.it.control.clock.set(testNow);
    simulator.it.control.deny(accountId);
    const runs = await collect(db, organizationConfig(), inventoryOnly);
    // No rule of the fleet names a prefix list: there is nothing to ask of them.
    const refused = runs.filter(
      ({ scope }) => scope.accountId === accountId && scope.collector !== "prefix-lists",
    );
    expect(new Set(refused.map(({ outcome }) => outcome))).toEqual(new Set(["failed"]));
    expect(runOf(runs, "endpoints", accountId, region).failure).toMatchObject({
      errorClass: "denied",
      code: "AccessDenied",
      message: expect.stringContaining("sts:AssumeRole"),
    });
    expect(runs.filter((run) => !refused.includes(run)).every(({ outcome }) => outcome === "success")).toBe(
      true,
    );
    expect(await checksums()).toEqual(before);
    const scopes = await rowsOf<{ late: boolean; failures: number }>(
      `SELECT last_success_at < $2 AS late, consecutive_failures AS failures FROM collector_scope
       WHERE account_id = $1 AND collector = 'endpoints'`,
      [accountId, new Date(testNow + 2 * 3_600_000)],
    );
    expect(scopes.every(({ late, failures }) => late && failures === 1)).toBe(true);
  });
});

describe("an endpoint that is deleted", () => {
  it("is gone after the next complete run, with the change on record; comes back as the same row", async () => {
    const { id, accountId, region, createdAt } = busyPlace();
    const removedAt = testNow + 3 * 3_600_000;
    simulator.at(removedAt);
    simulator.it.control.removeEndpoint(id);

    simulator.it.control.faults.add({ kind: "error", accountId, region, action: "DescribeVpcEndpoints" });
    await collect(db, organizationConfig(), ({ collector }) => collector === "endpoints");
    expect(await rowsOf("SELECT 1 FROM vpc_endpoint WHERE gone_at IS NOT NULL")).toEqual([]);

    simulator.it.control.faults.clear();
    await collect(db, organizationConfig(), ({ collector }) => collector === "endpoints");
    const gone = await rowsOf<{ id: string; goneAt: Date; seen: boolean }>(
      `SELECT vpc_endpoint_id AS id, gone_at AS "goneAt", last_seen_at < gone_at AS seen FROM vpc_endpoint
       WHERE gone_at IS NOT NULL`,
    );
    expect(gone).toEqual([{ id, goneAt: new Date(removedAt), seen: true }]);
    const changes = await rowsOf(
      `SELECT change, resource_type AS type, account_id AS "accountId", region, observed_at AS at FROM resource_change
       WHERE resource_id = $1`,
      [id],
    );
    expect(changes).toEqual([
      { change: "gone", type: "vpc-endpoint", accountId, region, at: new Date(removedAt) },
    ]);

    simulator.it.control.modifyEndpoint(id, { deletedAt: undefined, createdAt });
    await collect(db, organizationConfig(), ({ collector }) => collector === "endpoints");
    expect(await rowsOf("SELECT 1 FROM vpc_endpoint WHERE gone_at IS NOT NULL")).toEqual([]);
    const returned = await rowsOf("SELECT change FROM resource_change WHERE resource_id = $1 ORDER BY id", [
      id,
    ]);
    expect(returned).toEqual([{ change: "gone" }, { change: "returned" }]);
  });
});

describe("a change of configuration", () => {
  it("is logged per field with both values, and the owner follows the tags", async () => {
    const { id, tags } = busyPlace();
    const hostile = {
      team: '=HYPERLINK("http://evil.example","x")',
      'quote"s and, commas': 'line\nbreak\r\n"quoted" \\ back\tslash',
      emoji: "🦄 Ünïcode ￿",
      long: "x".repeat(256),
      __proto__: "polluted",
    };
    simulator.it.control.modifyEndpoint(id, { tags: { ...tags, ...hostile } });
    const runs = await collect(db, organizationConfig(), ({ collector }) => collector === "endpoints");
    expect(runs.reduce((sum, { modified }) => sum + modified, 0)).toBe(1);
    const [row] = await rowsOf<{ tags: Record<string, string>; owner: string }>(
      "SELECT tags, owner FROM vpc_endpoint WHERE vpc_endpoint_id = $1",
      [id],
    );
    expect(row?.tags).toMatchObject({ ...hostile });
    expect(row?.owner).toBe(hostile.team);
    const [change] = await rowsOf<{ field: string; before: object; after: object }>(
      "SELECT field, before, after FROM resource_change WHERE resource_id = $1 AND change = 'modified'",
      [id],
    );
    expect(change).toMatchObject({ field: "tags", before: tags, after: hostile });
    simulator.it.control.modifyEndpoint(id, { tags });
    await collect(db, organizationConfig(), ({ collector }) => collector === "endpoints");
  });
});

describe("calls that fail within a scope", () => {
  it("leave what they would have told as it was, and nothing is gone", async () => {
    const { accountId, region } = busyPlace();
    const before = await checksums();
    simulator.it.control.deny(accountId, "ec2:DescribeSubnets");
    simulator.it.control.deny(accountId, "ec2:DescribeVpcAttribute");
    const runs = await collect(db, organizationConfig(), ({ collector }) => collector === "network");
    const run = runOf(runs, "network", accountId, region);
    expect(run).toMatchObject({
      outcome: "partial",
      failure: { errorClass: "denied" },
      gone: 0,
      modified: 0,
    });
    expect(run.parts).toContainEqual(expect.objectContaining({ part: "DescribeSubnets", outcome: "failed" }));
    expect(run.parts).toContainEqual(expect.objectContaining({ part: "DescribeVpcs", outcome: "success" }));
    expect(await checksums()).toEqual(before);
  });

  it("do not end a listing at the pages that came through", async () => {
    const { accountId, region } = busyPlace();
    const before = await checksums();
    simulator.it.control.faults.add({ kind: "cut", accountId, region, action: "DescribeSecurityGroups" });
    const runs = await collect(db, organizationConfig(), ({ collector }) => collector === "network");
    expect(runOf(runs, "network", accountId, region).outcome).toBe("partial");
    expect(await checksums()).toEqual(before);
  });
});

describe("a server that is only like AWS", () => {
  it("gives what it has; what it does not know is a failed scope with its reason", async () => {
    const { accountId, region } = busyPlace();
    simulator.it.control.plain = true;
    const runs = await collect(db, organizationConfig(), inventoryOnly);
    expect(runOf(runs, "endpoints", accountId, region).outcome).toBe("success");
    const connections = runOf(runs, "connections", accountId, region);
    expect(connections.outcome).not.toBe("success");
    expect(connections.failure?.message).not.toMatch(/<html|Unexpected token/i);
    const types = await rowsOf<{ type: string }>(
      "SELECT DISTINCT vpc_endpoint_type AS type FROM vpc_endpoint WHERE vpc_endpoint_type NOT IN ('Interface', 'Gateway', 'GatewayLoadBalancer', 'Resource', 'ServiceNetwork')",
    );
    expect(types).toEqual([]);
  });
});

describe("credentials that expire in the middle", () => {
  it("are renewed once, and the scope succeeds", async () => {
    const { accountId, region } = busyPlace();
    simulator.it.control.faults.add({
      kind: "expired",
      accountId,
      region,
      action: "DescribeVpcEndpoints",
      times: 1,
    });
    const runs = await collect(db, organizationConfig(), ({ collector }) => collector === "endpoints");
    expect(runOf(runs, "endpoints", accountId, region).outcome).toBe("success");
  });
});

describe("a region that is off", () => {
  it("fails alone, as what it is", async () => {
    const { accountId, region } = busyPlace();
    simulator.it.control.setRegionOff(accountId, region, "OptInRequired");
    const runs = await collect(db, organizationConfig(), ({ collector }) => collector === "endpoints");
    expect(runOf(runs, "endpoints", accountId, region).failure?.errorClass).toBe("region-off");
    expect(runs.filter(({ outcome }) => outcome !== "success")).toHaveLength(1);
  });
});
