import { beforeAll, expect, it, vi } from "vitest";
import { testDatabase } from "#lib/testing/database.ts";
import { appliedValue, QUOTAS } from "#simulator/fleet/quotas.ts";
import { collect, inventoryOnly, organizationConfig, runOf, testNow, testSimulator } from "../testing.ts";

const simulator = testSimulator({ fleet: { accounts: 3, regions: 2, endpoints: 60 } });
const db = testDatabase();

interface Row {
  quotaCode: string;
  resourceId: string;
  value: number | null;
  usage: number | null;
  raw: { valueSource: string | null; usageUnknown?: string; largest?: string };
}

const run = (only = ({ collector }: { collector: string }) => collector === "quotas") =>
  collect(db, organizationConfig(), only);
const content = async () =>
  (
    await db.pool.query<{ content: string }>(
      "SELECT md5(string_agg(t::text || xmin::text, ',' ORDER BY t::text)) AS content FROM quota_usage t",
    )
  ).rows[0]?.content;

/** The place with most endpoints, and its quota rows. */
function place() {
  const counts = Map.groupBy(simulator.it.fleet.plan.endpoints, (one) => `${one.accountId} ${one.region}`);
  const [busiest] = [...counts.values()].toSorted((a, b) => b.length - a.length);
  const endpoint = busiest?.find(({ type }) => type === "Interface");
  if (!endpoint) throw new Error("the fleet has no interface endpoint");
  return endpoint;
}
async function rowsAt({ accountId, region }: { accountId: string; region: string }, code?: string) {
  const { rows } = await db.pool.query<Row>(
    `SELECT quota_code AS "quotaCode", resource_id AS "resourceId", value, usage, raw FROM quota_usage
     WHERE account_id = $1 AND region = $2 AND ($3::text IS NULL OR quota_code = $3) AND gone_at IS NULL
     ORDER BY quota_code, resource_id`,
    [accountId, region, code ?? null],
  );
  return rows;
}

beforeAll(async () => {
  vi.stubEnv("LINKLEDGER_NOW", new Date(testNow).toISOString());
  const runs = await collect(
    db,
    organizationConfig(),
    (scope) => inventoryOnly(scope) || scope.collector === "quotas",
  );
  expect(runs.filter(({ outcome }) => outcome !== "success")).toEqual([]);
});

it("holds each quota against what the fleet uses, resource by resource", async () => {
  const at = place();
  const { fleet } = simulator.it;
  const endpoints = fleet.endpoints(at.accountId, at.region, testNow);
  const limit = (code: string) => {
    const spec = QUOTAS.find((one) => one.code === code);
    return spec && appliedValue(spec, at.accountId, at.region);
  };
  for (const vpc of fleet.vpcs(at.accountId, at.region)) {
    const used = (...types: string[]) =>
      endpoints.filter((one) => one.vpc.id === vpc.id && types.includes(one.type)).length;
    const of = async (code: string) =>
      (await rowsAt(at, code)).find(({ resourceId }) => resourceId === vpc.id);
    expect(await of("L-29B6F2EB")).toMatchObject({
      usage: used("Interface", "GatewayLoadBalancer"),
      value: limit("L-29B6F2EB"),
      raw: { valueSource: "applied" },
    });
    expect(await of("L-CA6CC422")).toMatchObject({ usage: used("Resource"), value: limit("L-CA6CC422") });
  }
  const gateways = endpoints.filter(({ type }) => type === "Gateway").length;
  expect(await rowsAt(at, "L-1B52E74A")).toMatchObject([{ resourceId: "", usage: gateways }]);
  const balancers = fleet.loadBalancers(at.accountId, at.region).filter(({ type }) => type === "network");
  expect(await rowsAt(at, "L-69A177A2")).toMatchObject([
    { usage: balancers.length, value: limit("L-69A177A2") },
  ]);
});

it("takes the default of a quota that has no applied value, and names the longest policy", async () => {
  const [row] = await rowsAt(place(), "L-3248932A");
  expect(row).toMatchObject({ value: 20_480, raw: { valueSource: "default" } });
  expect(row?.usage).toBeGreaterThan(0);
  expect(row?.raw.largest).toMatch(/^vpce-/);
});

it("changes no row when nothing has changed, and is no change of the fleet", async () => {
  const before = await content();
  const runs = await run();
  expect(
    runs.every(({ outcome, created, modified }) => outcome === "success" && created + modified === 0),
  ).toBe(true);
  expect(await content()).toBe(before);
});

it("counts an endpoint that was rejected, and logs a raised limit but neither use nor coming and going", async () => {
  const at = place();
  const perVpc = async () =>
    (await rowsAt(at, "L-29B6F2EB")).find(({ resourceId }) => resourceId === at.vpc.id);
  const before = await perVpc();
  await db.pool.query(
    "UPDATE quota_usage SET value = 7 WHERE quota_code = 'L-69A177A2' AND account_id = $1",
    [at.accountId],
  );
  const added = simulator.it.control.addEndpoint({
    name: "refused",
    vpcId: at.vpc.id,
    serviceName: at.serviceName,
  });
  simulator.it.control.modifyEndpoint(added.id, { state: "rejected" });
  await run(({ collector }) => collector === "endpoints");
  await run();
  expect((await perVpc())?.usage).toBe((before?.usage ?? 0) + 1);
  const { rows } = await db.pool.query<{ change: string; field: string; id: string; before: number }>(
    `SELECT change, field, resource_id AS id, before FROM resource_change
     WHERE resource_type = 'service-quota' AND account_id = $1 AND region = $2`,
    [at.accountId, at.region],
  );
  expect(rows).toEqual([{ change: "modified", field: "value", id: "L-69A177A2/", before: 7 }]);
});

it("knows no use while the inventory it counts from has failed, and keeps the limit", async () => {
  const at = place();
  const { accountId, region } = at;
  simulator.it.control.faults.add({ kind: "denied", action: "DescribeVpcEndpoints", accountId });
  await run(({ collector }) => collector === "endpoints");
  await run();
  const [gateway] = await rowsAt(at, "L-1B52E74A");
  expect(gateway).toMatchObject({
    usage: null,
    raw: { usageUnknown: "endpoints was not collected completely (denied)" },
  });
  expect(gateway?.value).toBeGreaterThanOrEqual(20);
  // Load balancers have nothing to do with it.
  expect((await rowsAt({ accountId, region }, "L-69A177A2"))[0]?.usage).not.toBeNull();
});

it("leaves everything as it was where Service Quotas refuses", async () => {
  const at = place();
  await run(({ collector }) => collector === "endpoints");
  await run();
  const before = await content();
  simulator.it.control.faults.add({ kind: "denied", service: "servicequotas" });
  const failed = await run();
  expect(runOf(failed, "quotas", at.accountId, at.region)).toMatchObject({
    outcome: "failed",
    failure: { errorClass: "denied" },
  });
  expect(await content()).toBe(before);
  expect((await rowsAt(at, "L-1B52E74A"))[0]?.usage).not.toBeNull();
});
