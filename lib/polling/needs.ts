import type { Judged } from "./schema.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Silent for longer: asleep. */
export const asleepAfterMs = 3 * hourMs;
/** Trouble counts for this long after it was last seen, so that a need does not flap. */
const troubleHoldMs = 30 * minuteMs;
/** Steady traffic that stops for longer is trouble, for half a day; after that it is idle, which is another question. */
const sudden = { afterMs: 30 * minuteMs, forMs: 12 * hourMs };
/** Buckets of five minutes, of the day before, that must have carried traffic for it to be called steady. */
const steadyShare = 0.95;

/** A counter in the last one to two hours and, per hour, in the day before. */
export interface Recent {
  recent: number;
  perHourBefore: number;
}

/** What is known of a resource; everything measured is up to `measuredTo`, not up to now. */
export interface NeedFacts {
  /** Why CloudWatch publishes nothing of it; undefined where it does. */
  unmeasurable?: string;
  /** Who watches it; undefined where nobody does. */
  watchedBy?: string;
  /** AWS's state of it; null where its kind has none. */
  state: string | null;
  createdAt: Date | null;
  /** The watermark of its traffic; null before first sight. */
  measuredTo: Date | null;
  lastTrafficAt: Date | null;
  /** Share of the day before its last traffic that carried any, in buckets of five minutes; null while not asked. */
  busyShare: number | null;
  drops: Recent;
  resets: Recent;
  connections: Recent;
  /** What is wrong with the targets behind it; undefined where nothing is known to be. */
  targets?: string;
  troubledUntil: Date | null;
}

/** The need of a resource, with the reason that decided. */
export function needOf(facts: NeedFacts, now: Date): Judged {
  const { unmeasurable, watchedBy } = facts;
  if (unmeasurable) return { need: "unmeasurable", reason: unmeasurable, troubledUntil: null };
  const trouble = troubleOf(facts, now);
  const troubledUntil = trouble ? new Date(now.getTime() + troubleHoldMs) : facts.troubledUntil;
  const judged = (need: Judged["need"], reason: string): Judged => ({ need, reason, troubledUntil });
  if (watchedBy) return judged("watched", watchedBy);
  if (trouble) return judged("troubled", trouble);
  if (troubledUntil && troubledUntil > now) return judged("troubled", "in trouble until a moment ago");
  return { ...ofTraffic(facts), troubledUntil: null };
}

function ofTraffic({ measuredTo, lastTrafficAt }: NeedFacts): Pick<Judged, "need" | "reason"> {
  if (!measuredTo) return { need: "active", reason: "not measured yet" };
  if (!lastTrafficAt) return { need: "asleep", reason: "no traffic seen" };
  const silentMs = measuredTo.getTime() - lastTrafficAt.getTime();
  return silentMs > asleepAfterMs
    ? { need: "asleep", reason: "no traffic for more than three hours" }
    : { need: "active", reason: "carries traffic" };
}

function troubleOf(facts: NeedFacts, now: Date): string | undefined {
  return brokenState(facts, now) ?? silence(facts) ?? facts.targets ?? losses(facts);
}

/** A state in which nothing can flow matters while something flowed, or was about to, within a day. */
function brokenState({ state, createdAt, lastTrafficAt }: NeedFacts, now: Date): string | undefined {
  const lower = state?.toLowerCase();
  if (!lower || lower === "available" || lower === "deleting" || lower === "deleted") return undefined;
  const within = (time: Date | null) => time && now.getTime() - time.getTime() < dayMs;
  return within(lastTrafficAt) || within(createdAt) ? `state ${state}` : undefined;
}

function silence({ measuredTo, lastTrafficAt, busyShare }: NeedFacts): string | undefined {
  if (!measuredTo || !lastTrafficAt || busyShare === null || busyShare < steadyShare) return undefined;
  const silentMs = measuredTo.getTime() - lastTrafficAt.getTime();
  return silentMs > sudden.afterMs && silentMs <= sudden.forMs ? "silent after steady traffic" : undefined;
}

/**
 * Whether `needOf` is to be told how busy the day before was, which takes a look at every five minutes of it: only of
 * what fell silent lately after hours that all had traffic.
 * @param busyHours hours of the last 24 to 26 with any traffic.
 */
export function wantsBusyShare(
  { measuredTo, lastTrafficAt }: Pick<NeedFacts, "measuredTo" | "lastTrafficAt">,
  busyHours: number,
): boolean {
  if (!measuredTo || !lastTrafficAt) return false;
  const silentMs = measuredTo.getTime() - lastTrafficAt.getTime();
  if (silentMs <= sudden.afterMs || silentMs > sudden.forMs) return false;
  return busyHours >= 22 - Math.ceil(silentMs / hourMs);
}

/** Losses beyond what is usual for this very resource: every busy network drops and resets a little. */
function losses({ drops, resets, connections }: NeedFacts): string | undefined {
  if (drops.recent >= 10 && drops.recent > 5 * 2 * drops.perHourBefore) return "drops packets";
  const share = resets.recent / Math.max(1, connections.recent);
  const before = resets.perHourBefore / Math.max(1, connections.perHourBefore);
  if (resets.recent >= 20 && share > 0.01 && share > 4 * before) return "resets connections";
  return undefined;
}
