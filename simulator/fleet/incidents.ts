import type { IncidentSpec } from "./types.ts";

/** Whether a recurring incident lasts at `now` (ms). */
export function isActive(incident: IncidentSpec, now: number): boolean {
  const minute = Math.floor(now / 60_000) - incident.offsetMinutes;
  const phase = ((minute % incident.everyMinutes) + incident.everyMinutes) % incident.everyMinutes;
  return phase < incident.lastsMinutes;
}

/** The windows of an incident that overlap [from, to), in minutes since 1970, clipped to it. */
export function windows(incident: IncidentSpec, from: number, to: number): [start: number, end: number][] {
  const { everyMinutes, offsetMinutes, lastsMinutes } = incident;
  const found: [number, number][] = [];
  let start = Math.floor((from - offsetMinutes - lastsMinutes) / everyMinutes) * everyMinutes + offsetMinutes;
  for (; start < to; start += everyMinutes) {
    const end = start + lastsMinutes;
    if (end > from) found.push([Math.max(start, from), Math.min(end, to)]);
  }
  return found;
}
