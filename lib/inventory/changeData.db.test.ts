import { beforeAll, expect, it } from "vitest";
import { processDatabase } from "../testing/rows.ts";
import { endpointChanges, relatedChanges } from "./changeData.ts";

const db = processDatabase();
const account = "111111111111";
const provider = "222222222222";
const endpoint = { accountId: account, vpcEndpointId: "vpce-1" };
const at = (time: string) => `2026-11-18T${time}:00Z`;

async function logged(accountId: string, type: string, id: string, observed: string, more: object = {}) {
  const row = { change: "modified", field: "tags", before: null, after: null, ...more } as Record<
    string,
    unknown
  >;
  await db.pool.query(
    `INSERT INTO resource_change (account_id, observed_at, region, resource_type, resource_id, change, field, before,
       after, collector, run_id, previous_look_at)
     VALUES ($1, $2, 'eu-west-1', $3, $4, $5, $6, $7, $8, 'test', gen_random_uuid(), $2::timestamptz - interval '10 min')`,
    [
      accountId,
      at(observed),
      type,
      id,
      row.change,
      row.field,
      JSON.stringify(row.before),
      JSON.stringify(row.after),
    ],
  );
}

beforeAll(async () => {
  const seen = "now(), now(), 'test'";
  await db.pool.query(
    `INSERT INTO vpc_endpoint (account_id, region, vpc_endpoint_id, vpc_id, vpc_endpoint_type, service_name,
       security_group_ids, first_seen_at, last_seen_at, collector)
     VALUES ($1, 'eu-west-1', 'vpce-1', 'vpc-1', 'Interface', 'svc', '{sg-new}', ${seen})`,
    [account],
  );
  await db.pool.query(
    `INSERT INTO vpc_endpoint_service (account_id, region, service_id, service_name, network_load_balancer_arns,
       first_seen_at, last_seen_at, collector)
     VALUES ($1, 'eu-west-1', 'vpce-svc-1', 'svc', '{arn:nlb}', ${seen})`,
    [provider],
  );
  await db.pool.query(
    `INSERT INTO vpc_endpoint_service_permission (account_id, region, service_id, principal, first_seen_at, last_seen_at,
       gone_at, collector)
     VALUES ($1, 'eu-west-1', 'vpce-svc-1', 'arn:p', now(), now(), now(), 'test')`,
    [provider],
  );
  const groups = { field: "securityGroupIds", before: ["sg-old"], after: ["sg-new"] };
  await logged(account, "vpc-endpoint", "vpce-1", "12:00", groups);
  await logged(account, "security-group", "sg-old", "11:00");
  await logged(account, "security-group", "sg-old", "13:00");
  await logged(account, "security-group", "sg-new", "13:10");
  await logged(account, "security-group", "sg-other", "13:20");
  await logged(provider, "security-group", "sg-new", "13:30");
  await logged(provider, "load-balancer", "arn:nlb", "14:00");
  await logged(provider, "vpc-endpoint-service-permission", "vpce-svc-1/arn:p", "15:00", {
    change: "gone",
    field: null,
  });
  await db.pool.query(
    `INSERT INTO trail_event (account_id, event_id, region, event_time, event_name, event_source, actor, resource_ids, request)
     VALUES ($1, 'e-1', 'eu-west-1', $2, 'ModifyVpcEndpoint', 'ec2.amazonaws.com', 'Ops/alice', '{vpce-1}',
       '{"AddSecurityGroupId": "sg-new"}')`,
    [account, at("11:55")],
  );
});

it("gives a change its actor and event, from the trail", async () => {
  expect(await endpointChanges(endpoint)).toMatchObject([
    {
      field: "securityGroupIds",
      actor: "Ops/alice",
      eventId: "e-1",
      // Nothing says how far the trail was read.
      attribution: { kind: "named", settled: false },
    },
  ]);
});

it("lists what happened to what the endpoint stands on, and stood on until then; nothing else", async () => {
  const found = await relatedChanges(endpoint);
  expect(found.map(({ resourceId, observedAt }) => [resourceId, observedAt.slice(11, 16)])).toEqual([
    ["vpce-svc-1/arn:p", "15:00"],
    ["arn:nlb", "14:00"],
    ["sg-new", "13:10"],
    ["sg-old", "11:00"],
  ]);
  expect(found[0]).toMatchObject({ actor: null, attribution: { kind: "unknown", reason: "not-collected" } });
  expect(await relatedChanges(endpoint, 2)).toHaveLength(2);
});
