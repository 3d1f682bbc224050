import { beforeAll, describe, expect, it } from "vitest";
import { insertFleet, loadBalancerArn } from "#lib/testing/fleetRows.ts";
import { processDatabase } from "#lib/testing/rows.ts";
import { GET as connections } from "./connections/route.ts";
import { GET as loadBalancer } from "./load-balancers/[...id]/route.ts";
import { GET as loadBalancers } from "./load-balancers/route.ts";
import { GET as runs } from "./runs/route.ts";
import { GET as services } from "./services/route.ts";

const db = processDatabase();
const none = { params: Promise.resolve({}) };
const asked = (query = "") => new Request(`http://x/?${query}`);
beforeAll(() => insertFleet(db));

describe("lists around endpoints", () => {
  it("counts the connections and principals of a service", async () => {
    const { items } = await (await services(asked(), none)).json();
    expect(items).toMatchObject([
      {
        serviceId: "vpce-svc-1",
        allowedPrincipals: ["*"],
        connections: 1,
        connectionsPending: 1,
        stale: false,
      },
    ]);
    expect((await (await services(asked("connections.min=2"), none)).json()).total).toBe(0);
  });

  it("knows no number of connections while they have never been collected", async () => {
    await db.pool.query("UPDATE collector_scope SET last_success_at = NULL WHERE collector = 'connections'");
    const { items } = await (await services(asked(), none)).json();
    expect(items).toMatchObject([{ connections: null, connectionsPending: null }]);
  });

  it("names both sides of a connection", async () => {
    const { items } = await (await connections(asked("q=payments"), none)).json();
    expect(items).toMatchObject([
      {
        vpcEndpointId: "vpce-1",
        vpcEndpointOwnerName: "payments-prod",
        serviceName: "com.amazonaws.vpce.us-east-1.vpce-svc-1",
        vpcEndpointState: "pendingAcceptance",
      },
    ]);
  });

  it("counts the targets that are there", async () => {
    const { items } = await (await loadBalancers(asked(), none)).json();
    expect(items).toMatchObject([
      { loadBalancerName: "pay", targets: 2, healthyTargets: 1, unhealthyTargets: 1 },
    ]);
  });

  it("finds a load balancer by ARN, encoded or not, and by name", async () => {
    for (const id of [
      loadBalancerArn.split("/"),
      [encodeURIComponent(loadBalancerArn)],
      ["net", "pay", "0123456789abcdef"],
    ]) {
      const answer = await loadBalancer(asked(), { params: Promise.resolve({ id }) });
      expect(await answer.json()).toMatchObject({
        loadBalancerArn,
        listeners: [{ port: 443, protocol: "TCP" }],
        targetGroups: [
          {
            targetGroupName: "pay",
            targets: [{ targetId: "i-1" }, { targetId: "i-2", reason: "Target.Timeout" }],
          },
        ],
        services: [{ serviceId: "vpce-svc-1" }],
      });
    }
    const unknown = await loadBalancer(asked(), { params: Promise.resolve({ id: ["net", "none"] }) });
    expect(unknown.status).toBe(404);
  });

  it("lists runs newest first, with their dollars and parts", async () => {
    const { items } = await (await runs(asked("outcome=PARTIAL&startedAt.from=2026-11-18"), none)).json();
    expect(items).toMatchObject([
      { outcome: "partial", costUsd: 0.5, endedAt: null, parts: [{ part: "a" }] },
    ]);
  });
});
