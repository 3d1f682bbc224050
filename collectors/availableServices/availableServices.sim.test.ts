import { beforeAll, describe, expect, it } from "vitest";
import { readEndpointPage } from "#lib/diagnosis/evidence/endpointData.ts";
import { loadEvidence } from "#lib/diagnosis/evidence/load.ts";
import { Known } from "#lib/diagnosis/evidence/scopes.ts";
import { currentTime } from "#lib/env.ts";
import { testDatabase } from "#lib/testing/database.ts";
import { AWS_SERVICES, awsServiceName } from "#simulator/fleet/aws-services.ts";
import type { EndpointSpec, ServiceSpec } from "#simulator/fleet/types.ts";
import { collect, inventoryOnly, organizationConfig, runOf, testNow, testSimulator } from "../testing.ts";

const simulator = testSimulator({ fleet: { accounts: 12, regions: 2, endpoints: 200 } });
const db = testDatabase();
const minute = 60_000;

const collectAll = () => collect(db, organizationConfig(), inventoryOnly);
const only = (...collectors: string[]) =>
  collect(db, organizationConfig(), ({ collector }) => collectors.includes(collector));

interface Row {
  accountId: string;
  region: string;
  name: string;
  offered: boolean;
  serviceId: string | null;
  zones: number;
}
async function known(): Promise<Row[]> {
  const { rows } = await db.pool.query<Row>(
    `SELECT account_id AS "accountId", region, service_name AS name, offered, service_id AS "serviceId",
       cardinality(az_ids) AS zones
     FROM available_service WHERE gone_at IS NULL ORDER BY 1, 2, 3`,
  );
  return rows;
}
const knownTo = async ({ accountId, region, serviceName }: EndpointSpec) =>
  (await known()).find(
    (row) => row.accountId === accountId && row.region === region && row.name === serviceName,
  );
const changes = async () =>
  (
    await db.pool.query<{ place: string }>(
      `SELECT concat_ws(' ', account_id, region, resource_id) AS place, change, field, before, after
       FROM resource_change WHERE resource_type = 'available-service' ORDER BY observed_at, id`,
    )
  ).rows;

const alive = () => simulator.it.fleet.plan.endpoints.filter(({ deletedAt }) => deletedAt === undefined);

/** An endpoint to a service of another account, the only one there is in its place. */
function toSomebodyElse(): { endpoint: EndpointSpec; service: ServiceSpec } {
  const { services } = simulator.it.fleet.plan;
  for (const endpoint of alive()) {
    const service = services.find(({ serviceName }) => serviceName === endpoint.serviceName);
    const like = alive().filter(
      ({ accountId, region, serviceName }) =>
        accountId === endpoint.accountId &&
        region === endpoint.region &&
        serviceName === endpoint.serviceName,
    );
    if (service && service.accountId !== endpoint.accountId && service.region === endpoint.region)
      if (like.length === 1) return { endpoint, service };
  }
  throw new Error("the fleet has no endpoint to a service of another account");
}

/** An AWS service that nothing in the endpoint's place is connected to. */
function unusedNear({ accountId, region }: EndpointSpec): string {
  const used = new Set(
    alive()
      .filter((one) => one.accountId === accountId && one.region === region)
      .map(({ serviceName }) => serviceName),
  );
  const found = AWS_SERVICES.map(({ name }) => awsServiceName(region, name)).find((name) => !used.has(name));
  if (!found) throw new Error("all services are in use");
  return found;
}

const dueAt = async ({ accountId, region }: EndpointSpec) =>
  (
    await db.pool.query<{ at: Date }>(
      `SELECT next_attempt_at AS at FROM collector_scope
       WHERE collector = 'available-services' AND account_id = $1 AND region = $2`,
      [accountId, region],
    )
  ).rows[0]?.at.getTime();

/** What the diagnosis of an endpoint knows of its service. */
async function evidenceOf({ id }: EndpointSpec) {
  const endpoints = await readEndpointPage(db.pool, undefined, 10_000);
  const given = { now: currentTime(), config: organizationConfig(), known: await Known.read(db.pool) };
  for (const { evidence } of await loadEvidence(db.pool, { endpoints, connections: [] }, given))
    if (evidence.vpcEndpointId === id && evidence.consumer.ours) return evidence.consumer.availableService;
  throw new Error(`no evidence of ${id}`);
}

beforeAll(async () => {
  simulator.at(testNow);
  const runs = await collectAll();
  expect(runs.filter(({ outcome }) => outcome !== "success" && outcome !== "skipped")).toEqual([]);
});

it("asks about the services that endpoints are connected to, and about no others", async () => {
  const { rows } = await db.pool.query<{ place: string }>(
    `SELECT DISTINCT concat_ws(' ', account_id, COALESCE(service_region, region), service_name) AS place
     FROM vpc_endpoint WHERE gone_at IS NULL AND service_name IS NOT NULL`,
  );
  const found = await known();
  expect(found.map(({ accountId, region, name }) => `${accountId} ${region} ${name}`).sort()).toEqual(
    rows.map(({ place }) => place).sort(),
  );
  const offered = found.filter((row) => row.offered);
  expect(offered.length).toBeGreaterThan(20);
  expect(offered.every(({ serviceId, zones }) => serviceId !== null && zones > 0)).toBe(true);
});

it("asks nothing where there is no endpoint", async () => {
  const { accountId, region } = toSomebodyElse().endpoint;
  const there = alive().filter((one) => one.accountId === accountId && one.region === region);
  for (const { id } of there) simulator.it.control.removeEndpoint(id);
  const runs = await only("endpoints", "available-services");
  expect(runOf(runs, "available-services", accountId, region)).toMatchObject({
    ...{ outcome: "success", apiCalls: 0, resources: 0, gone: expect.any(Number) },
  });
  expect((await known()).filter((row) => row.accountId === accountId && row.region === region)).toEqual([]);
  for (const { id } of there) simulator.it.control.modifyEndpoint(id, { deletedAt: undefined });
  await only("endpoints", "available-services");
  expect(
    (await known()).filter((row) => row.accountId === accountId && row.region === region).length,
  ).toBeGreaterThan(0);
  // What is known here comes and goes with endpoints, whose own history says so.
  expect(await changes()).toEqual([]);
});

describe("a service that is withdrawn", () => {
  it("is not offered, keeps what was said of it, and that is a change", async () => {
    const { endpoint, service } = toSomebodyElse();
    const before = await knownTo(endpoint);
    expect(before?.offered).toBe(true);
    expect(await evidenceOf(endpoint)).toMatchObject({
      state: "fresh",
      value: { serviceName: endpoint.serviceName, serviceId: before?.serviceId },
    });
    const { allowedPrincipals } = service;
    service.allowedPrincipals = [];
    await only("available-services");
    expect(await knownTo(endpoint)).toEqual({ ...before, offered: false });
    expect(await evidenceOf(endpoint)).toMatchObject({ state: "fresh", value: null });
    service.allowedPrincipals = allowedPrincipals;
    await only("available-services");
    expect(await knownTo(endpoint)).toEqual(before);
    const { accountId, region, serviceName } = endpoint;
    const change = { place: `${accountId} ${region} ${serviceName}`, change: "modified", field: "offered" };
    expect((await changes()).filter(({ place }) => place === change.place)).toEqual([
      { ...change, before: true, after: false },
      { ...change, before: false, after: true },
    ]);
  });

  it("is as it was while AWS does not say", async () => {
    const { endpoint, service } = toSomebodyElse();
    const before = await known();
    const { allowedPrincipals } = service;
    service.allowedPrincipals = [];
    simulator.it.control.faults.add({ kind: "denied", action: "DescribeVpcEndpointServices" });
    const runs = await only("available-services");
    service.allowedPrincipals = allowedPrincipals;
    expect(runOf(runs, "available-services", endpoint.accountId, endpoint.region)).toMatchObject({
      ...{ outcome: "failed", failure: { errorClass: "denied" } },
    });
    expect(await known()).toEqual(before);
  });
});

describe("a new endpoint", () => {
  const add = (name: string, serviceName: string) =>
    simulator.it.control.addEndpoint({ name, vpcId: toSomebodyElse().endpoint.vpc.id, serviceName });

  it("has its service asked about soon, where that is new too", async () => {
    await only("available-services");
    const { endpoint } = toSomebodyElse();
    expect(await dueAt(endpoint)).toBeGreaterThan(testNow + 60 * minute);
    const added = add("first-of-its-kind", unusedNear(endpoint));
    simulator.at(testNow + minute);
    await only("endpoints");
    expect(await dueAt(endpoint)).toBe(testNow + minute);
    expect(await knownTo(added)).toBeUndefined();
    expect(await evidenceOf(added)).toMatchObject({
      ...{ state: "stale", value: null, reason: "AWS has not been asked about the service yet" },
    });
    await only("available-services");
    expect(await knownTo(added)).toMatchObject({ offered: true });
    expect(await evidenceOf(added)).toMatchObject({ state: "fresh", value: { serviceOwner: "amazon" } });
    expect(await dueAt(endpoint)).toBeGreaterThan(testNow + 60 * minute);
  });

  it("of a known service leaves the schedule alone", async () => {
    await only("available-services");
    const { endpoint } = toSomebodyElse();
    const due = await dueAt(endpoint);
    add("second-of-its-kind", endpoint.serviceName as string);
    simulator.at(testNow + 2 * minute);
    await only("endpoints");
    expect(await dueAt(endpoint)).toBe(due);
  });

  it("does not hurry what is held back because it fails", async () => {
    const { endpoint } = toSomebodyElse();
    simulator.it.control.faults.add({ kind: "denied", action: "DescribeVpcEndpointServices" });
    await only("available-services");
    const due = await dueAt(endpoint);
    add("third-of-its-kind", unusedNear(endpoint));
    simulator.at(testNow + 3 * minute);
    await only("endpoints");
    expect(await dueAt(endpoint)).toBe(due);
  });
});
