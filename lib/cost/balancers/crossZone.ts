/** Why nobody knows what goes between zones, in words for people. */
export const crossZoneReasons = {
  "not-measured": "its traffic of that day was not collected by AZ",
  "groups-differ":
    "its target groups differ in cross-zone, and CloudWatch does not split traffic between them",
  "targets-unknown": "the AZs of its targets are not known",
  "setting-unknown": "whether it is cross-zone is not known",
  "no-price": "no price of data between AZs is known for its region",
} as const;
export type CrossZoneReason = keyof typeof crossZoneReasons;

export interface CrossZoneFacts {
  /** The load balancer's own setting; null where it is not known. */
  enabled: boolean | null;
  /** Of each target group: its own setting, or null where it follows the load balancer. */
  groups: readonly (boolean | null)[];
  /** Bytes that came in by AZ ID; null where they were not measured. */
  bytesByAz: Readonly<Record<string, number>> | null;
  /** Bytes of the whole; null where they were not measured. */
  bytes: number | null;
  /** Targets that take traffic, by AZ ID; null where an AZ is not known. */
  targetsByAz: Readonly<Record<string, number>> | null;
}

/**
 * Bytes that went from a load balancer's node to a target of another zone: with cross-zone on, each node spreads evenly
 * over all targets, so that of what came into a zone the share of the targets elsewhere leaves it. AWS publishes no figure of
 * its own. https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html
 */
export function crossZoneBytes(facts: CrossZoneFacts): { bytes: number } | { reason: CrossZoneReason } {
  const { enabled, groups, bytesByAz, bytes, targetsByAz } = facts;
  const settings = new Set(groups.length > 0 ? groups.map((own) => own ?? enabled) : [enabled]);
  if (settings.has(null)) return { reason: "setting-unknown" };
  if (!settings.has(true) || bytes === 0) return { bytes: 0 };
  if (settings.size > 1) return { reason: "groups-differ" };
  if (!targetsByAz) return { reason: "targets-unknown" };
  const total = Object.values(targetsByAz).reduce((sum, count) => sum + count, 0);
  if (total === 0) return { reason: "targets-unknown" };
  if (!bytesByAz) return { reason: "not-measured" };
  const crossing = Object.entries(bytesByAz).reduce(
    (sum, [azId, of]) => sum + of * (1 - (targetsByAz[azId] ?? 0) / total),
    0,
  );
  return { bytes: Math.round(crossing) };
}
