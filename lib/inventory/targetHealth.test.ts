import { expect, it } from "vitest";
import type { LoadBalancerDetail } from "./loadBalancerSchema.ts";
import { targetHealth } from "./targetHealth.ts";

type Target = LoadBalancerDetail["targetGroups"][number]["targets"][number];
const target = (azId: string | null, state: string, reason: string | null = null): Target => ({
  ...{ azId, state, reason, targetId: "i-1", port: 443, availabilityZone: null, description: null },
});
const group = (targets: Target[]) =>
  ({ targetGroupArn: "tg", targetGroupName: "tg", targets }) as LoadBalancerDetail["targetGroups"][number];

it("counts the targets of each zone, the load balancer's own zones without targets among them", () => {
  const health = targetHealth({
    azIds: ["use1-az2", "use1-az1"],
    targetGroups: [
      group([
        target("use1-az1", "healthy"),
        target("use1-az1", "unhealthy.draining", "Target.FailedHealthChecks"),
        target("use1-az4", "unhealthy", "Target.FailedHealthChecks"),
        target("use1-az4", "initial", "Elb.InitialHealthChecking"),
        target(null, "healthy"),
      ]),
    ],
  });
  expect(health.zones).toEqual(["use1-az1", "use1-az2", "use1-az4"]);
  expect(health.unplaced).toBe(true);
  expect(health.groups[0]?.zones).toEqual([
    { azId: "use1-az1", healthy: 1, unhealthy: 1, other: 0 },
    { azId: "use1-az4", healthy: 0, unhealthy: 1, other: 1 },
    { azId: null, healthy: 1, unhealthy: 0, other: 0 },
  ]);
  expect(health.groups[0]?.reasons).toEqual([
    { reason: "Target.FailedHealthChecks", targets: 2 },
    { reason: "Elb.InitialHealthChecking", targets: 1 },
  ]);
});
