import { dayNumber } from "../estimates/evidence.ts";
import { hoursOfDay } from "../estimates/hours.ts";
import type { Rate, Window } from "../estimates/schema.ts";
import { type CapacityDimension, capacityUse } from "./capacity.ts";
import { type CrossZoneReason, crossZoneBytes, crossZoneReasons } from "./crossZone.ts";
import type { BalancerRow, LoadDay } from "./data.ts";

const dayMs = 86_400_000;
const bytesPerGb = 2 ** 30;

/** Prices of a load balancer on a day; undefined where none is known. */
export interface BalancerRates {
  hour(day: number): Rate | undefined;
  unit(day: number): Rate | undefined;
  /** Of a gigabyte between zones, each way. */
  betweenZones(day: number): Rate | undefined;
}

/** A load balancer on one day. Nanos are billionths of a dollar. */
export interface BalancerDay {
  /** Counted from the first of the days estimated. */
  day: number;
  hours: number;
  hoursNanos: number | null;
  lcuHours: number | null;
  lcuNanos: number | null;
  lcuSource: "measured" | "reckoned" | null;
  dimension: CapacityDimension | null;
  why: string | null;
  crossZoneBytes: number | null;
  crossZoneNanos: number | null;
  reason: string | null;
}

/** What a load balancer costs on each day it existed on. */
export function balancerDays(row: BalancerRow, window: Window, rates: BalancerRates): BalancerDay[] {
  const start = Date.parse(`${window.first}T00:00:00Z`);
  const span = {
    from: row.createdAt.getTime(),
    to: Math.min(row.goneAt?.getTime() ?? Infinity, row.seenTo.getTime()),
  };
  const loads = new Map(row.days.map((one) => [dayNumber(one.day) - dayNumber(window.first), one]));
  const found: BalancerDay[] = [];
  for (let day = 0; day < window.days; day++) {
    const hours = hoursOfDay([span], start + day * dayMs);
    if (hours > 0)
      found.push(balancerDay(row, { day, hours, start: start + day * dayMs }, loads.get(day), rates));
  }
  return found;
}

function balancerDay(
  row: BalancerRow,
  { day, hours, start }: { day: number; hours: number; start: number },
  load: LoadDay | undefined,
  rates: BalancerRates,
): BalancerDay {
  const hourRate = rates.hour(day);
  const units = unitsOf(row, load, start, hours);
  const unitRate = rates.unit(day);
  const lcuNanos = units.lcuHours === null || !unitRate ? null : Math.round(units.lcuHours * unitRate.nanos);
  const crossing = crossingOf(row, load, units.lcuHours === 0);
  const zoneRate = rates.betweenZones(day);
  const crossed = "bytes" in crossing ? crossing.bytes : null;
  const crossZoneNanos =
    crossed === 0
      ? 0
      : crossed === null || !zoneRate
        ? null
        : Math.round((2 * crossed * zoneRate.nanos) / bytesPerGb);
  const crossReason: CrossZoneReason | null =
    "reason" in crossing ? crossing.reason : crossZoneNanos === null ? "no-price" : null;
  const reasons = [
    hourRate ? null : "no price of its hours is known for its region",
    units.lcuHours === null
      ? row.type === "gateway"
        ? "CloudWatch's metrics of Gateway Load Balancers are not collected"
        : "what it carried on that day was not collected"
      : unitRate
        ? null
        : "no price of its capacity units is known for its region",
    crossReason && crossZoneReasons[crossReason],
  ].filter((reason) => reason !== null);
  return {
    ...{ day, hours, hoursNanos: hourRate ? hours * hourRate.nanos : null },
    ...{ ...units, lcuNanos, crossZoneBytes: crossed, crossZoneNanos },
    reason: reasons.length > 0 ? reasons.join("; ") : null,
  };
}

/** Capacity units as CloudWatch counts them, else by the dimension that needs most over the day. */
function unitsOf(
  { measuredFrom, measuredTo, protocols }: BalancerRow,
  load: LoadDay | undefined,
  dayStart: number,
  hours: number,
): Pick<BalancerDay, "lcuHours" | "lcuSource" | "dimension" | "why"> {
  const unknown = { lcuHours: null, lcuSource: null, dimension: null, why: null };
  if (!load) {
    const from = measuredFrom?.getTime() ?? Infinity;
    const covered = from <= dayStart && (measuredTo?.getTime() ?? 0) > dayStart;
    return covered ? { ...unknown, lcuHours: 0, lcuSource: "measured" } : unknown;
  }
  const { units, dominant, why } = capacityUse({ hours, ...load }, protocols);
  if (load.lcus !== null) return { lcuHours: load.lcus, lcuSource: "measured", dimension: dominant, why };
  const known = Object.values(units).some((one) => one !== null);
  if (!known) return unknown;
  const most = dominant === null ? 0 : (units[dominant] ?? 0);
  return { lcuHours: most * hours, lcuSource: "reckoned", dimension: dominant, why };
}

function crossingOf(row: BalancerRow, load: LoadDay | undefined, silent: boolean) {
  const { crossZone: enabled, groupsCrossZone: groups, type } = row;
  if (type === "gateway") return { reason: "not-measured" as const };
  const byDay = load?.healthyByAz && Object.values(load.healthyByAz).some((count) => count > 0);
  const targets = byDay ? load.healthyByAz : row.targetsByAz;
  return crossZoneBytes({
    ...{ enabled, groups, bytesByAz: load?.bytesByAz ?? null },
    bytes: load?.bytes ?? (silent ? 0 : null),
    targetsByAz: targets && !("" in targets) ? targets : null,
  });
}
