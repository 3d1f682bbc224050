import type { AlertEvent, AlertEventName, AlertSource, Signal, StoredAlert } from "./schema.ts";

const minuteMs = 60_000;
/** Trouble that was away for less than this was never over. Names come back faster than anything else. */
const quietMinutes = { dns: 5, other: 10 };
/** Fired so often within an hour, it flaps; then it must be quiet for longer. */
const flaps = { times: 3, withinMs: 60 * minuteMs, quietMinutes: { dns: 10, other: 20 } };

/** When each source was judged last with success; null: never. */
type JudgedAt = Readonly<Partial<Record<AlertSource, Date | null>>>;

/** What judgement could tell. */
export interface Judged {
  at: JudgedAt;
  /** Keys of what was judged without a result, for want of data: not in trouble as far as known, and not sound either. */
  undecided: ReadonlySet<string>;
  /** The evaluation before: what is open and not missed was seen then, whenever it was written last. */
  seenAt?: Date | null;
}

/** An evaluation's outcome: the alerts that differ, and what is to be told of them. */
export interface AlertChanges {
  alerts: StoredAlert[];
  events: AlertEvent[];
}

export const alertKey = ({ accountId, subject }: Pick<Signal, "accountId" | "subject">) =>
  `${accountId} ${subject}`;

/** Alerts as they are after an evaluation that changed some of them. */
export function withChanges(before: readonly StoredAlert[], changed: readonly StoredAlert[]): StoredAlert[] {
  const all = new Map(before.map((alert) => [alertKey(alert), alert]));
  for (const alert of changed) all.set(alertKey(alert), alert);
  return [...all.values()];
}

/**
 * Holds what is in trouble against the alerts on record. A signal without an open alert fires one; an open alert
 * whose signal is gone is resolved once its source was judged after it was last seen, and it has been quiet for long
 * enough. A source that was not judged resolves nothing, and neither does one that could not tell. What goes on as it is
 * is not among the alerts returned.
 */
export function nextAlerts(
  signals: readonly Signal[],
  stored: readonly StoredAlert[],
  { at, undecided, seenAt = null }: Judged,
  now: Date,
): AlertChanges {
  const before = new Map(stored.map((alert) => [alertKey(alert), alert]));
  const present = new Set(signals.map(alertKey));
  const changes: AlertChanges = { alerts: [], events: [] };
  const tell = (alert: Signal, event: AlertEventName) =>
    changes.events.push({
      accountId: alert.accountId,
      subject: alert.subject,
      event,
      severity: alert.severity,
      sentence: alert.sentence,
    });
  for (const signal of signals) {
    const known = before.get(alertKey(signal));
    if (!known || known.state === "resolved") {
      const alert = fire(signal, known, now);
      changes.alerts.push(alert);
      tell(alert, "fired");
      continue;
    }
    const alert = goOn(signal, known, now);
    if (differs(alert, known)) changes.alerts.push(alert);
    if (alert.severity !== known.severity) tell(alert, alert.severity === "page" ? "raised" : "lowered");
  }
  for (const alert of stored) {
    if (alert.state === "resolved" || present.has(alertKey(alert))) continue;
    const judged = at[alert.source];
    const lastSeenAt = alert.missingSince || !seenAt || seenAt < alert.lastSeenAt ? alert.lastSeenAt : seenAt;
    if (!judged || judged <= lastSeenAt || undecided.has(alertKey(alert))) continue;
    const missing = alert.missingSince ?? now;
    if (now.getTime() - missing.getTime() < quietMs(alert)) {
      if (!alert.missingSince) changes.alerts.push({ ...alert, lastSeenAt, missingSince: missing });
      continue;
    }
    changes.alerts.push({
      ...alert,
      state: "resolved",
      flapping: false,
      resolvedAt: now,
      missingSince: null,
      lastSeenAt,
    });
    tell(alert, "resolved");
  }
  return changes;
}

/** How long an alert must be quiet before it counts as over, in milliseconds. */
export function quietMs({ hop, flapping }: Pick<StoredAlert, "hop" | "flapping">): number {
  const minutes = flapping ? flaps.quietMinutes : quietMinutes;
  return (hop === "private-dns" ? minutes.dns : minutes.other) * minuteMs;
}

function fire(signal: Signal, known: StoredAlert | undefined, now: Date): StoredAlert {
  const firedTimes = [...recent(known?.firedTimes ?? [], now), now];
  return {
    ...signal,
    state: "firing",
    flapping: firedTimes.length >= flaps.times,
    firedAt: now,
    lastSeenAt: now,
    missingSince: null,
    resolvedAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    acknowledgedNote: null,
    firedTimes,
    askingSince: now,
    silenceId: null,
    silencedUntil: null,
  };
}

function goOn(signal: Signal, known: StoredAlert, now: Date): StoredAlert {
  // What was known of a ticket is not known of a page: it asks for somebody again.
  const raised = known.severity === "ticket" && signal.severity === "page";
  const firedTimes = recent(known.firedTimes, now);
  return {
    ...known,
    ...signal,
    since: new Date(Math.min(known.since.getTime(), signal.since.getTime())),
    ...(raised && {
      state: "firing" as const,
      acknowledgedAt: null,
      acknowledgedBy: null,
      acknowledgedNote: null,
      askingSince: now,
    }),
    flapping: firedTimes.length >= flaps.times,
    lastSeenAt: now,
    missingSince: null,
    firedTimes,
  };
}

/** Being seen once more is no difference. */
function differs(after: StoredAlert, before: StoredAlert): boolean {
  const told = ({ lastSeenAt: _seen, firedTimes: _fired, ...alert }: StoredAlert) =>
    JSON.stringify(Object.entries(alert).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return told(after) !== told(before);
}

function recent(times: readonly Date[], now: Date): Date[] {
  return times.filter((time) => now.getTime() - time.getTime() < flaps.withinMs);
}
