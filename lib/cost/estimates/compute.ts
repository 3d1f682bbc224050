import { chargesOf } from "./charges.ts";
import { hoursOfDay, zoneSpans } from "./hours.ts";
import { shareOut } from "./money.ts";
import type { EndpointEvidence, Rate, Window, ZoneDay } from "./schema.ts";
import { bytesByZone, bytesOfDay } from "./traffic.ts";

const dayMs = 86_400_000;

/** Prices of an endpoint on a day; undefined where none is known. */
export interface EndpointRates {
  hour(day: number): Rate | undefined;
  byte(day: number): Rate | undefined;
}

/**
 * What an endpoint costs by zone and day: the hours of each zone in whichever state from creation to deletion, and its
 * data. Nothing for days it did not exist on, and nothing for gateway endpoints, which are free. The data of a day is
 * priced as a whole and then shared out, so that its zones add up to the endpoint exactly.
 */
export function estimateEndpoint(
  evidence: EndpointEvidence,
  window: Window,
  rates: EndpointRates,
): ZoneDay[] {
  if (!chargesOf(evidence.vpcEndpointType)) return [];
  const start = Date.parse(`${window.first}T00:00:00Z`);
  const end = Math.min(evidence.deletedAt?.getTime() ?? Infinity, evidence.seenTo.getTime());
  const spans = zoneSpans(evidence.zones, end);
  const created = evidence.createdAt.getTime();
  const first = Math.max(0, Math.floor((created - start) / dayMs));
  const rows: ZoneDay[] = [];
  for (let day = first; day < window.days; day++) {
    const dayStart = start + day * dayMs;
    if (dayStart >= end && dayStart > created) break;
    rows.push(...joinUnknown(estimateDay(evidence, day, dayStart, spans, rates)));
  }
  return rows;
}

function estimateDay(
  evidence: EndpointEvidence,
  day: number,
  dayStart: number,
  spans: ReturnType<typeof zoneSpans>,
  rates: EndpointRates,
): ZoneDay[] {
  const hours = new Map<string, number>();
  for (const [azId, of] of spans) {
    const charged = hoursOfDay(of, dayStart);
    if (charged > 0) hours.set(azId, charged);
  }
  if (hours.size === 0) return [];
  const hourRate = rates.hour(day);
  const row = (azId: string, reason: ZoneDay["reason"]): ZoneDay => {
    const charged = hours.get(azId) ?? 0;
    const hoursNanos = charged === 0 ? 0 : hourRate ? charged * hourRate.nanos : null;
    return {
      ...{ day, azId, hours: charged, hoursNanos, bytes: null, dataNanos: null },
      reason: hoursNanos === null ? "no-price" : reason,
    };
  };
  const measured = bytesOfDay(evidence, day, dayStart);
  if ("reason" in measured) return [...hours.keys()].map((azId) => row(azId, measured.reason));
  const zones = bytesByZone(measured.bytes, [...hours.keys()], evidence.zoneBytes, day);
  const shares = [...zones];
  const byteRate = rates.byte(day);
  const nanos = byteRate
    ? shareOut(
        Math.round(measured.bytes * byteRate.nanos),
        shares.map(([, bytes]) => bytes),
      )
    : undefined;
  const priced = shares.map(([azId, bytes], index): ZoneDay => {
    const dataNanos = measured.bytes === 0 ? 0 : (nanos?.[index] ?? null);
    const known = row(azId, dataNanos === null ? "no-price" : null);
    return { ...known, bytes, dataNanos };
  });
  const others = [...hours.keys()].filter((azId) => !zones.has(azId));
  return [...priced, ...others.map((azId) => row(azId, "zone-unknown"))];
}

/** A zone by which a subnet counts whose zone nobody knows: its id. */
const isUnknownZone = (azId: string) => azId === "" || azId.startsWith("subnet-");

/** Zones that are not known as one, `''`. */
function joinUnknown(rows: ZoneDay[]): ZoneDay[] {
  const unknown = rows.filter(({ azId }) => isUnknownZone(azId));
  const [first, ...rest] = unknown;
  if (!first || (rest.length === 0 && first.azId === "")) return rows;
  const sum = (pick: (row: ZoneDay) => number | null) =>
    unknown.some((row) => pick(row) !== null)
      ? unknown.reduce((added, row) => added + (pick(row) ?? 0), 0)
      : null;
  const joined: ZoneDay = {
    ...first,
    azId: "",
    hours: sum(({ hours }) => hours) ?? 0,
    hoursNanos: sum(({ hoursNanos }) => hoursNanos),
    bytes: sum(({ bytes }) => bytes),
    dataNanos: sum(({ dataNanos }) => dataNanos),
    reason: unknown.find(({ reason }) => reason !== null && reason !== "zone-unknown")?.reason ?? null,
  };
  return [...rows.filter(({ azId }) => !isUnknownZone(azId)), joined];
}
