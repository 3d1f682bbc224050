import type { ZoneCost } from "./data.ts";

/** A zone by its AZ ID, as a cell. */
export interface ZoneCell {
  azId: string;
  usd: number | null;
  endpoints: number;
  /** Of the AZ-hours that were measured, the share on days when nothing went through; null where none was measured. */
  idleShare: number | null;
  idleHours: number;
  hours: number;
  /** AZ-hours of days that nobody measured. */
  unknownHours: number;
  /** 0 to 1, by money, against the dearest zone of all. */
  shade: number;
}

export interface ZoneRegion extends Omit<ZoneCell, "azId" | "shade"> {
  region: string;
  cells: ZoneCell[];
  /** What is known of no zone. */
  nowhereUsd: number;
}

/** Zones by region, the dearest region first, zones by their id. */
export function prepareZones(rows: readonly ZoneCost[]): ZoneRegion[] {
  const dearest = Math.max(0, ...rows.filter(({ azId }) => azId !== "").map(({ usd }) => usd ?? 0));
  return [...Map.groupBy(rows, ({ region }) => region)]
    .map(([region, own]): ZoneRegion => {
      const placed = own.filter(({ azId }) => azId !== "");
      return {
        region,
        ...figuresOf(placed),
        cells: placed
          .toSorted((a, b) => a.azId.localeCompare(b.azId))
          .map((zone) => ({
            azId: zone.azId,
            ...figuresOf([zone]),
            shade: dearest > 0 ? (zone.usd ?? 0) / dearest : 0,
          })),
        nowhereUsd: own.filter(({ azId }) => azId === "").reduce((sum, { usd }) => sum + (usd ?? 0), 0),
      };
    })
    .toSorted((a, b) => (b.usd ?? 0) - (a.usd ?? 0) || a.region.localeCompare(b.region));
}

function figuresOf(zones: readonly ZoneCost[]): Omit<ZoneCell, "azId" | "shade"> {
  const sum = (pick: (zone: ZoneCost) => number) => zones.reduce((added, zone) => added + pick(zone), 0);
  const measured = sum(({ hours, unknownHours }) => hours - unknownHours);
  const idleHours = sum((zone) => zone.idleHours);
  return {
    usd: zones.every(({ usd }) => usd === null) ? null : sum(({ usd }) => usd ?? 0),
    endpoints: sum(({ endpoints }) => endpoints),
    idleShare: measured > 0 ? idleHours / measured : null,
    ...{ idleHours, hours: sum(({ hours }) => hours), unknownHours: sum(({ unknownHours }) => unknownHours) },
  };
}
