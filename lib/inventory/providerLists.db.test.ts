import { beforeAll, expect, it } from "vitest";
import { readList } from "../api/list/data.ts";
import type { ListDefinition } from "../api/list/definition.ts";
import { scopeRow } from "../testing/endpointRows.ts";
import { insertRows, processDatabase } from "../testing/rows.ts";
import { loadBalancerList } from "./loadBalancerList.ts";
import { serviceList } from "./serviceList.ts";

const db = processDatabase();
const seenAt = new Date("2026-10-01T00:00:00Z");
const seen = { firstSeenAt: seenAt, lastSeenAt: seenAt };
const accounts = ["111111111111", "222222222222", "333333333333"];
// Of the last account nothing has ever been collected.
const known = accounts.slice(0, 2);
const region = "us-east-1";
const perAccount = 20;
const all = accounts.flatMap((accountId) =>
  Array.from({ length: perAccount }, (_, place) => ({
    accountId,
    place,
    name: `${place}`.padStart(3, "0"),
    // Many have none, several the same number.
    count: place % 3 === 0 ? 0 : place % 5,
  })),
);
const arnOf = ({ accountId, name }: { accountId: string; name: string }) =>
  `arn:aws:elasticloadbalancing:${region}:${accountId}:loadbalancer/net/${name}/0123456789abcdef`;

beforeAll(async () => {
  const scopes = known.flatMap((accountId) =>
    ["services", "connections", "load-balancers"].map((collector) => scopeRow({ accountId, collector })),
  );
  await insertRows(db, "collector_scope", [
    ...scopes,
    scopeRow({ accountId: accounts[2], collector: "connections", outcome: "failed", lastSuccessAt: null }),
  ]);
  const counted = all.flatMap((one) => Array.from({ length: one.count + 1 }, (_, nth) => ({ ...one, nth })));
  await insertRows(
    db,
    "vpc_endpoint_service",
    all.map(({ accountId, name }) => ({
      ...{ accountId, region, serviceId: `vpce-svc-${name}`, ...seen, collector: "services" },
      serviceName: `com.amazonaws.vpce.${region}.vpce-svc-${name}`,
    })),
  );
  await insertRows(
    db,
    "vpc_endpoint_connection",
    counted.map(({ accountId, name, nth }) => ({
      ...{ accountId, region, serviceId: `vpce-svc-${name}`, vpcEndpointId: `vpce-${nth}` },
      vpcEndpointState: nth === 1 ? "pendingAcceptance" : "available",
      ...{ ...seen, collector: "connections", goneAt: nth === 0 ? seenAt : null },
    })),
  );
  const collector = "load-balancers";
  await insertRows(
    db,
    "load_balancer",
    all.map((one) => ({
      ...{ accountId: one.accountId, region, loadBalancerArn: arnOf(one), loadBalancerName: one.name },
      ...{ ...seen, collector },
    })),
  );
  // One target group for each number of targets, which several load balancers share; AWS may name one of them twice.
  const groups = all.filter(({ accountId }) => known.includes(accountId));
  const groupOf = (count: number) =>
    `arn:aws:elasticloadbalancing:${region}:1:targetgroup/g${count}/0123456789abcdef`;
  await insertRows(
    db,
    "target_group",
    known.flatMap((accountId) =>
      [0, 1, 2, 3, 4].map((count) => {
        const arns = groups.filter((one) => one.accountId === accountId && one.count === count).map(arnOf);
        return {
          ...{ accountId, region, targetGroupArn: groupOf(count), targetGroupName: `g${count}` },
          ...{ loadBalancerArns: [...arns, ...arns.slice(0, 1)], ...seen, collector },
        };
      }),
    ),
  );
  await insertRows(
    db,
    "target_health",
    known.flatMap((accountId) =>
      [0, 1, 2, 3, 4].flatMap((count) =>
        Array.from({ length: count + 2 }, (_, nth) => ({
          ...{ accountId, region, targetGroupArn: groupOf(count), targetId: `i-${nth}`, port: 443 },
          // The first is gone, the second healthy, and the rest is what is counted.
          state: nth === 1 ? "healthy" : "unhealthy",
          ...{ ...seen, collector, goneAt: nth === 0 ? seenAt : null },
        })),
      ),
    ),
  );
});

/** Counts as they are to be shown, the highest first and the unknown last, equal ones by account and name. */
function expected(countOf: (one: (typeof all)[number]) => number) {
  const shown = all.map((one) => ({
    accountId: one.accountId,
    name: one.name,
    count: known.includes(one.accountId) ? countOf(one) : null,
  }));
  // Sorting is stable, and `all` is by account and name.
  return shown.sort((a, b) => (b.count ?? -1) - (a.count ?? -1));
}

/** All pages, few rows each: which rows are on a page is worked out apart from what they show. */
async function pagesOf<Item extends object>(list: ListDefinition<Item>, sort: string): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await readList(list, { sort, limit: 7, ...(cursor && { cursor }) });
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return items;
}

it("orders services by their connections, counted for all at once as for each", async () => {
  const items = await pagesOf(serviceList, "-connections");
  expect(
    items.map(({ accountId, serviceId, connections }) => ({
      ...{ accountId, name: serviceId.slice(-3), count: connections },
    })),
  ).toEqual(expected(({ count }) => count));
  expect(items.map(({ connectionsPending }) => connectionsPending)).toEqual(
    items.map(({ connections }) => connections && Math.min(1, connections)),
  );
  const some = await readList(serviceList, { filter: { "connections.min": "3" }, limit: 1000 });
  expect(some.items.map(({ connections }) => connections)).toEqual(
    all.filter(({ accountId, count }) => known.includes(accountId) && count >= 3).map(({ count }) => count),
  );
  expect(some.total).toBe(some.items.length);
});

it("orders load balancers by their targets, counted for all at once as for each", async () => {
  const items = await pagesOf(loadBalancerList, "-unhealthyTargets");
  expect(
    items.map(({ accountId, loadBalancerName, unhealthyTargets }) => ({
      ...{ accountId, name: loadBalancerName, count: unhealthyTargets },
    })),
  ).toEqual(expected(({ count }) => count));
  expect(items.map(({ targets }) => targets)).toEqual(
    items.map(({ unhealthyTargets }) => (unhealthyTargets === null ? null : unhealthyTargets + 1)),
  );
  const none = await readList(loadBalancerList, { filter: { "unhealthyTargets.max": "0" }, limit: 1000 });
  expect(none.total).toBe(
    all.filter(({ accountId, count }) => known.includes(accountId) && count === 0).length,
  );
  expect(none.items.every(({ healthyTargets }) => healthyTargets === 1)).toBe(true);
});
