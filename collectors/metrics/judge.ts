import { type NeedFacts, needOf, wantsBusyShare } from "#lib/polling/needs.ts";
import type { Judged } from "#lib/polling/schema.ts";
import { idsNamedBy } from "#lib/polling/watched.ts";
import type { ScopeContext } from "../collector.ts";
import {
  busyShares,
  endpointLosses,
  heldTrouble,
  lastBytesOfBalancers,
  noLosses,
  troubleBehind,
  troubleOfProviders,
  watchedEndpoints,
  zonesKnown,
} from "./facts.ts";
import type { Marks } from "./run.ts";
import type { Target } from "./targets.ts";

/** Needs by resource id, with when each last had traffic. */
export type Needs = Map<string, Judged & { lastTrafficAt: Date | null }>;

/** What stays the same over one run. */
export interface Surroundings {
  named: Set<string>;
  held: Map<string, Date>;
  /** False until it is known which subnet lies in which AZ. */
  zonesKnown: boolean;
}

export async function surroundingsOf({ db, scope, config }: ScopeContext): Promise<Surroundings> {
  return {
    named: idsNamedBy(config.slos),
    held: await heldTrouble(db.pool, scope.accountId, scope.region),
    zonesKnown: await zonesKnown(db.pool, scope.accountId, scope.region),
  };
}

const dayMs = 86_400_000;

/** How far a target's traffic is known, and when it last had any. */
function measured(target: Target, marks: Marks): Pick<NeedFacts, "measuredTo" | "lastTrafficAt"> {
  const found = target.units
    .filter(({ group }) => group === "traffic" || group === "zones")
    .map((unit) => marks.last(unit));
  const latest = (times: (Date | null | undefined)[]) =>
    times.reduce<Date | null>((last, time) => (time && (!last || time > last) ? time : last), null);
  return {
    measuredTo: latest(found.map((mark) => mark?.watermark)),
    lastTrafficAt: latest(found.map((mark) => mark?.lastDatapointAt)),
  };
}

/** Needs of endpoints, from what is stored of them. */
export async function judgeEndpoints(
  { db, scope, now }: ScopeContext,
  targets: Target[],
  marks: Marks,
  { named, held }: Surroundings,
): Promise<Needs> {
  const { pool } = db;
  const { accountId } = scope;
  const facts = new Map(targets.map((target) => [target, measured(target, marks)]));
  const recently = targets.filter((target) => {
    const last = facts.get(target)?.lastTrafficAt;
    return last && now.getTime() - last.getTime() < dayMs;
  });
  const ids = recently.map(({ id }) => id);
  const [losses, behind, looked] = await Promise.all([
    endpointLosses(pool, accountId, ids, now),
    troubleBehind(
      pool,
      targets.flatMap(({ serviceName }) => serviceName ?? []),
    ),
    watchedEndpoints(pool, accountId, now),
  ]);
  const silent = targets.flatMap((target) => {
    const known = facts.get(target);
    return known?.lastTrafficAt && wantsBusyShare(known, losses.get(target.id)?.busyHours ?? 0)
      ? [{ id: target.id, lastTrafficAt: known.lastTrafficAt }]
      : [];
  });
  const busy = await busyShares(pool, accountId, silent);
  const watchedBy = (id: string) =>
    named.has(id) ? "an SLO names it" : looked.has(id) ? "its page is open" : undefined;
  return new Map(
    targets.map((target) => {
      const { id, state, createdAt, unmeasurable, serviceName } = target;
      const known = facts.get(target) as ReturnType<typeof measured>;
      const judged = needOf(
        {
          ...{ unmeasurable, state, createdAt, watchedBy: watchedBy(id), ...known },
          ...(losses.get(id) ?? noLosses),
          busyShare: busy.get(id) ?? null,
          targets: serviceName && behind.get(serviceName),
          troubledUntil: held.get(`endpoint ${id}`) ?? null,
        },
        now,
      );
      return [id, { ...judged, lastTrafficAt: known.lastTrafficAt }];
    }),
  );
}

/** Needs of endpoint services and load balancers. */
export async function judgeProviders(
  { db, scope, now }: ScopeContext,
  targets: Target[],
  marks: Marks,
  { named, held }: Surroundings,
): Promise<Needs> {
  const { pool } = db;
  const { accountId, region } = scope;
  const balancers = targets.filter(({ kind }) => kind === "load-balancer").map(({ id }) => id);
  const [trouble, lastBytes] = await Promise.all([
    troubleOfProviders(pool, accountId, region),
    lastBytesOfBalancers(pool, accountId, balancers, now),
  ]);
  return new Map(
    targets.map((target) => {
      const { kind, id, state, createdAt } = target;
      const known = measured(target, marks);
      const lastTrafficAt = kind === "load-balancer" ? (lastBytes.get(id) ?? null) : known.lastTrafficAt;
      const judged = needOf(
        {
          ...{ state, createdAt, measuredTo: known.measuredTo, lastTrafficAt, ...noLosses },
          watchedBy: named.has(id) ? "an SLO names it" : undefined,
          busyShare: null,
          targets: trouble.get(id),
          troubledUntil: held.get(`${kind} ${id}`) ?? null,
        },
        now,
      );
      return [id, { ...judged, lastTrafficAt }];
    }),
  );
}
