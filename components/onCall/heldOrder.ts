import type { Incident } from "#lib/onCall/schema.ts";

/** An incident in the list as the reader has it before them. */
export interface HeldIncident {
  incident: Incident;
  /** It is over, or no longer among those shown; kept in its place until the reader lets the list move. */
  over: boolean;
}

/**
 * The list as the reader saw it, brought up to date without moving: what is still there shows its newest state, what is
 * over stays in its place, what is new waits and is counted.
 */
export function holdOrder(
  seen: readonly Incident[],
  latest: readonly Incident[],
): { rows: HeldIncident[]; news: number } {
  const newest = new Map(latest.map((incident) => [incident.key, incident]));
  const known = new Set(seen.map(({ key }) => key));
  return {
    rows: seen.map((incident) => ({
      incident: newest.get(incident.key) ?? incident,
      over: !newest.has(incident.key),
    })),
    news: latest.filter(({ key }) => !known.has(key)).length,
  };
}
