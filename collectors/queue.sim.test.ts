import type { JobHelpers } from "graphile-worker";
import { beforeAll, expect, it } from "vitest";
import { testDatabase } from "#lib/testing/database.ts";
import { type CollectPayload, tasksFor } from "./queue.ts";
import { openRuntime } from "./runtime.ts";
import { collect, organizationConfig, testSimulator } from "./testing.ts";

const simulator = testSimulator({ fleet: { accounts: 1, regions: 1, endpoints: 3 } });
const db = testDatabase();

const place = () => {
  const [endpoint] = simulator.it.fleet.plan.endpoints;
  if (!endpoint) throw new Error("the fleet has no endpoint");
  return { accountId: endpoint.accountId, region: endpoint.region };
};

/** Runs the endpoints' job; the collectors that are queued after it, by phase. */
async function queuedAfterEndpoints(): Promise<Record<string, string[]>> {
  const runtime = await openRuntime(db, organizationConfig(), new AbortController().signal);
  const queued: Record<string, string[]> = {};
  const helpers = {
    addJob: async () => undefined,
    addJobs: async (jobs: { payload: CollectPayload }[]) => {
      for (const { payload } of jobs) queued[payload.phase] = payload.collectors.toSorted();
    },
  } as unknown as JobHelpers;
  const payload: CollectPayload = { ...place(), phase: "endpoints", collectors: ["endpoints"] };
  await tasksFor(runtime).collect?.(payload, helpers);
  await runtime.close();
  return queued;
}

beforeAll(() =>
  collect(db, organizationConfig(), ({ collector }) => ["accounts", "regions"].includes(collector)),
);

it("queues what waited for a first run with all else of its phase, whose own job is replaced by it", async () => {
  expect(await queuedAfterEndpoints()).toEqual({
    inventory: ["available-services", "connections", "load-balancers", "network", "services"],
    logs: ["access-denials"],
  });
});

it("leaves out what is not due, and queues nothing where nothing waits any more", async () => {
  const attempted = (collectors: string[], next: string) =>
    db.pool.query(
      "UPDATE collector_scope SET outcome = 'success', next_attempt_at = $2 WHERE collector = ANY ($1)",
      [collectors, next],
    );
  await attempted(["connections", "access-denials"], "2100-01-01");
  await attempted(["services", "endpoints"], "2026-01-01");
  expect(await queuedAfterEndpoints()).toEqual({
    inventory: ["available-services", "load-balancers", "network", "services"],
  });
  await attempted(["available-services"], "2026-01-01");
  await attempted(["endpoints"], "2026-01-01");
  expect(await queuedAfterEndpoints()).toEqual({});
});
