import { beforeAll, expect, it } from "vitest";
import { configSchema } from "../../config/schema.ts";
import {
  accountRow,
  endpointRow,
  fixtureNow,
  insertEndpoints,
  scopeRow,
} from "../../testing/endpointRows.ts";
import { insertRows, processDatabase } from "../../testing/rows.ts";
import { evaluateDiagnosis } from "../evaluate.ts";
import { loadSharedServices } from "./sharedServices.ts";

const db = processDatabase();
const [one, two, late] = ["111111111111", "222222222222", "333333333333"] as const;
const kms = "com.amazonaws.us-east-1.kms";
const inVpc = (accountId: string, vpc: number, more: Record<string, unknown> = {}) =>
  endpointRow(`vpce-${accountId[0]}-${vpc}`, {
    ...{ accountId, vpcId: `vpc-${accountId[0]}-${vpc}`, serviceName: kms, azIds: ["use1-az1", "use1-az2"] },
    ...more,
  });

beforeAll(async () => {
  const accounts = [one, two, late];
  await insertRows(
    db,
    "account",
    accounts.map((id) => accountRow(id, `account ${id[0]}`)),
  );
  await insertRows(db, "collector_scope", [
    scopeRow({ accountId: one }),
    scopeRow({ accountId: two }),
    scopeRow({ accountId: late, lastSuccessAt: new Date(fixtureNow.getTime() - 31 * 60_000) }),
  ]);
  const counted = [inVpc(one, 1), inVpc(two, 1), inVpc(two, 2)];
  await insertEndpoints(db, [
    ...counted,
    inVpc(one, 3, { goneAt: fixtureNow }),
    inVpc(one, 4, { state: "failed" }),
    inVpc(one, 5, { vpcEndpointType: "Gateway" }),
    inVpc(one, 6, { serviceName: "com.amazonaws.vpce.us-east-1.vpce-svc-1" }),
    inVpc(late, 1),
  ]);
  await insertRows(
    db,
    "vpc_endpoint_traffic",
    counted.map(({ accountId, vpcEndpointId }) => ({
      ...{ accountId, vpcEndpointId, bytes30d: 2 ** 30, measuredTo: fixtureNow, updatedAt: fixtureNow },
    })),
  );
});

it("counts endpoints that stand and whose inventory is fresh, for the account with most of them", async () => {
  const found = await loadSharedServices(db.pool, new Map(), fixtureNow);
  expect(found).toMatchObject([
    {
      ...{ region: "us-east-1", serviceName: kms, account: { accountId: two } },
      endpoints: { value: { endpoints: 3, vpcs: 3, accounts: 2, bytes30d: 3 * 2 ** 30 } },
      whatIf: { value: { state: "cheaper" } },
    },
  ]);
});

it("waits for inventory that is out of date, and forgets nothing meanwhile", async () => {
  const [found] = await loadSharedServices(
    db.pool,
    new Map(),
    new Date(fixtureNow.getTime() + 6 * 3_600_000),
  );
  expect(found?.endpoints).toMatchObject({
    state: "stale",
    reason: "4 endpoints are of accounts whose inventory is out of date",
  });
});

it("becomes a finding of that account", async () => {
  await evaluateDiagnosis({ db, config: configSchema.parse({}), now: fixtureNow });
  const { rows } = await db.pool.query(
    `SELECT account_id, resource_type, resource_id, severity, sentence FROM finding
     WHERE check_id = 'central-endpoint-candidate' AND ended_at IS NULL`,
  );
  expect(rows).toMatchObject([
    { account_id: two, resource_type: "service-name", resource_id: kms, severity: "info" },
  ]);
  expect(rows[0].sentence).toMatch(/3 endpoints to .* in 3 VPCs of us-east-1 cost \$43\.83 a month/);
});
