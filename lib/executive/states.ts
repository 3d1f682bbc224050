import type { StateCount } from "./schema.ts";

/** What a reported state means for who uses the endpoint. `unknown`: its scope failed or is overdue. */
export type StateClass = "available" | "waiting" | "failing" | "leaving" | "other" | "unknown";
export const stateClasses: StateClass[] = ["failing", "unknown", "waiting", "leaving", "other", "available"];

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEndpoint.html, plus `partial` and `expired`.
const classes: Record<string, StateClass> = {
  available: "available",
  pending: "waiting",
  pendingacceptance: "waiting",
  rejected: "failing",
  failed: "failing",
  expired: "failing",
  partial: "failing",
  deleting: "leaving",
};

export interface StatePlace {
  accountId: string;
  accountName: string | null;
  region: string;
  endpoints: number;
  counts: Record<StateClass, number>;
  /** States other than available, not those that are unknown, most first. */
  states: { state: string; endpoints: number }[];
}

/** What EC2 reports of the endpoints: over all, and the places where something is wrong, worst first. */
export interface States {
  endpoints: number;
  counts: Record<StateClass, number>;
  states: { state: string; class: StateClass; endpoints: number }[];
  /** Accounts and regions in which an endpoint is not available, or not known. */
  places: StatePlace[];
  /** Accounts and regions in which all are available. */
  calmPlaces: number;
}

const none = (): Record<StateClass, number> => ({
  available: 0,
  waiting: 0,
  failing: 0,
  leaving: 0,
  other: 0,
  unknown: 0,
});

/** Sums reported states up. What a failing scope reported last is no state of the present: it counts as unknown. */
export function prepareStates(rows: StateCount[]): States {
  const counts = none();
  const states = new Map<string, number>();
  const places = new Map<string, StatePlace>();
  for (const { accountId, accountName, region, state, endpoints, stale } of rows) {
    const known = endpoints - stale;
    const stateClass = classes[state] ?? "other";
    const key = `${accountId} ${region}`;
    const place = places.get(key) ?? {
      accountId,
      accountName,
      region,
      endpoints: 0,
      counts: none(),
      states: [],
    };
    places.set(key, place);
    place.endpoints += endpoints;
    for (const target of [counts, place.counts]) {
      target[stateClass] += known;
      target.unknown += stale;
    }
    if (known === 0) continue;
    states.set(state, (states.get(state) ?? 0) + known);
    if (stateClass !== "available") place.states.push({ state, endpoints: known });
  }
  const troubled = [...places.values()].filter(({ counts: own, endpoints }) => own.available < endpoints);
  return {
    endpoints: rows.reduce((sum, { endpoints }) => sum + endpoints, 0),
    counts,
    states: [...states]
      .map(([state, endpoints]) => ({ state, class: classes[state] ?? ("other" as const), endpoints }))
      .toSorted(
        (a, b) => stateClasses.indexOf(a.class) - stateClasses.indexOf(b.class) || b.endpoints - a.endpoints,
      ),
    places: troubled.toSorted(byTrouble),
    calmPlaces: places.size - troubled.length,
  };
}

function byTrouble(a: StatePlace, b: StatePlace): number {
  return (
    b.counts.failing - a.counts.failing ||
    b.counts.unknown - a.counts.unknown ||
    b.counts.waiting - a.counts.waiting ||
    (a.accountName ?? a.accountId).localeCompare(b.accountName ?? b.accountId) ||
    a.region.localeCompare(b.region)
  );
}
