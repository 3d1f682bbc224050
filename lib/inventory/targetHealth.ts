import type { LoadBalancerDetail } from "./loadBalancerSchema.ts";
import type { ZoneHealth } from "./providerPageSchema.ts";

type TargetGroup = LoadBalancerDetail["targetGroups"][number];

/** A target group's health, zone by zone. */
export interface GroupHealth {
  group: TargetGroup;
  zones: ZoneHealth[];
  /** What is wrong with targets, the most frequent reason first. */
  reasons: { reason: string; targets: number }[];
}

/** The zones of a load balancer and of its targets, and the health of each group in them. */
export function targetHealth({ azIds, targetGroups }: Pick<LoadBalancerDetail, "azIds" | "targetGroups">): {
  zones: string[];
  /** Some targets are in no zone that is known. */
  unplaced: boolean;
  groups: GroupHealth[];
} {
  const targets = targetGroups.flatMap((group) => group.targets);
  const zones = [...new Set([...azIds, ...targets.flatMap(({ azId }) => azId ?? [])])].sort();
  return {
    zones,
    unplaced: targets.some(({ azId }) => azId === null),
    groups: targetGroups.map((group) => ({ group, zones: zonesOf(group), reasons: reasonsOf(group) })),
  };
}

function zonesOf({ targets }: TargetGroup): ZoneHealth[] {
  return [...Map.groupBy(targets, ({ azId }) => azId).entries()].map(([azId, own]) => {
    const healthy = own.filter(({ state }) => state === "healthy").length;
    const unhealthy = own.filter(({ state }) => state?.startsWith("unhealthy")).length;
    return { azId, healthy, unhealthy, other: own.length - healthy - unhealthy };
  });
}

function reasonsOf({ targets }: TargetGroup): GroupHealth["reasons"] {
  const troubled = targets.filter(({ state }) => state !== "healthy");
  const counts = Map.groupBy(
    troubled,
    ({ reason, description, state }) => description ?? reason ?? state ?? "no reason given",
  );
  return [...counts]
    .map(([reason, own]) => ({ reason, targets: own.length }))
    .sort((a, b) => b.targets - a.targets || a.reason.localeCompare(b.reason, "en"));
}
