import type { EndpointRow, SubnetChange, TrafficRow } from "./data.ts";
import type { EndpointEvidence } from "./schema.ts";

const dayMs = 86_400_000;

/** What was read for all endpoints at once. */
export interface FleetFacts {
  deletions: ReadonlyMap<string, Date>;
  /** By endpoint, in order of time. */
  subnetChanges: ReadonlyMap<string, readonly SubnetChange[]>;
}

/** What was read of one endpoint, as evidence. @param firstDay of the window, in days since 1970. */
export function evidenceOf(
  row: EndpointRow,
  traffic: readonly TrafficRow[],
  facts: FleetFacts,
  firstDay: number,
): EndpointEvidence {
  const { accountId, vpcEndpointId, region, vpcEndpointType, serviceRegion, createdAt, seenTo } = row;
  const zoneBytes = new Map<string, Map<number, number>>();
  let bytes = new Map<number, number>();
  for (const one of traffic) {
    const days = parseDays(one.bytes, firstDay);
    if (one.whole) bytes = days;
    else zoneBytes.set(one.azId, days);
  }
  const asked = row.measuredFrom && row.measuredTo;
  return {
    ...{ accountId, vpcEndpointId, region, vpcEndpointType, serviceRegion, createdAt, seenTo },
    deletedAt: deletionOf(row, facts.deletions.get(vpcEndpointId)),
    zones: zonesOf(row, facts.subnetChanges.get(vpcEndpointId) ?? []),
    traffic: asked ? { from: row.measuredFrom as Date, to: row.measuredTo as Date } : null,
    bytes,
    zoneBytes,
  };
}

/**
 * CloudTrail knows the moment; the look that missed it knows it was before. Of one that was first seen deleted, nobody
 * knows when: nothing is charged for it since.
 */
function deletionOf({ state, goneAt, createdAt }: EndpointRow, recorded: Date | undefined): Date | null {
  const word = state?.toLowerCase();
  if (word === "deleted") return recorded ?? createdAt;
  if (goneAt) return recorded && recorded < goneAt ? recorded : goneAt;
  // Asked to be deleted, and refused: it is still there.
  return word === "deleting" ? (recorded ?? null) : null;
}

function zonesOf(row: EndpointRow, changes: readonly SubnetChange[]): EndpointEvidence["zones"] {
  // Subnets nobody has looked at: each is a zone of its own, without a name.
  const unknown = row.subnetIds.slice(row.azIds.length);
  const starts = [row.createdAt, ...changes.map(({ at }) => at)];
  const states = [
    ...changes.map(({ before }) => before.map(({ azId, subnetId }) => azId ?? subnetId)),
    [...row.azIds, ...unknown],
  ];
  return states.map((azIds, index) => ({ from: starts[index] as Date, azIds: [...new Set(azIds)] }));
}

function parseDays(text: string, firstDay: number): Map<number, number> {
  const days = new Map<number, number>();
  for (const pair of text.split(",")) {
    const at = pair.indexOf(":");
    const day = Number(pair.slice(0, at)) - firstDay;
    // Two subnets of one zone are one row each.
    days.set(day, (days.get(day) ?? 0) + Number(pair.slice(at + 1)));
  }
  return days;
}

/** A UTC day as days since 1970. */
export const dayNumber = (day: string) => Date.parse(`${day}T00:00:00Z`) / dayMs;
