/** One probe that ended, as a strip of attempts shows it. */
export interface ProbeAttempt {
  time: string;
  success: boolean;
  totalSeconds: number | null;
  errorClass: string | null;
  httpStatus: number | null;
}

/** The last attempts of one series. */
export interface AttemptSeries {
  source: string;
  location: string;
  azId: string | null;
  kind: string;
  target: string;
  intervalSeconds: number | null;
  /** In order of time. */
  attempts: ProbeAttempt[];
}

/** A place in the strip: an attempt, or attempts that did not come. `height` is 0 to 1. */
export type AttemptSlot =
  | { kind: "success" | "failure"; attempt: ProbeAttempt; height: number }
  | { kind: "missing"; from: string; count: number };

export interface AttemptStrip {
  slots: AttemptSlot[];
  attempts: number;
  failures: number;
  /** Attempts that did not come although the interval asks for them: the agent was missing, which proves nothing. */
  missing: number;
  /** The time that a full bar stands for; null where no attempt tells its time. */
  fullSeconds: number | null;
  from: string | null;
  to: string | null;
}

const shortest = 0.18;

/**
 * Draws the last `most` places. A pause of more than one and a half intervals is shown as missing attempts, also after
 * the last one, up to `now`; without an interval no pause can be judged.
 */
export function attemptStrip(
  { attempts, intervalSeconds }: Pick<AttemptSeries, "attempts" | "intervalSeconds">,
  now: Date,
  most = 60,
): AttemptStrip {
  const shown = attempts.slice(-most);
  const times = shown.flatMap(({ success, totalSeconds }) =>
    success && totalSeconds !== null ? [totalSeconds] : [],
  );
  const fullSeconds = times.length > 0 ? Math.max(...times) : null;
  const slots: AttemptSlot[] = [];
  const pause = (from: number, to: number) => {
    if (intervalSeconds === null) return;
    const count = Math.round((to - from) / (intervalSeconds * 1000)) - 1;
    if (to - from > intervalSeconds * 1500 && count > 0)
      slots.push({ kind: "missing", from: new Date(from + intervalSeconds * 1000).toISOString(), count });
  };
  let last: number | null = null;
  for (const attempt of shown) {
    const time = Date.parse(attempt.time);
    if (last !== null) pause(last, time);
    slots.push(slotOf(attempt, fullSeconds));
    last = time;
  }
  if (last !== null) pause(last, now.getTime());
  const kept = slots.slice(-most);
  return {
    slots: kept,
    attempts: kept.filter(({ kind }) => kind !== "missing").length,
    failures: kept.filter(({ kind }) => kind === "failure").length,
    missing: kept.reduce((sum, slot) => sum + (slot.kind === "missing" ? slot.count : 0), 0),
    fullSeconds,
    from: timeOf(kept[0]),
    to: shown.at(-1)?.time ?? null,
  };
}

function slotOf(attempt: ProbeAttempt, fullSeconds: number | null): AttemptSlot {
  // A failure is as high as can be: how long it took says nothing about the path.
  if (!attempt.success) return { kind: "failure", attempt, height: 1 };
  const share = attempt.totalSeconds === null || !fullSeconds ? shortest : attempt.totalSeconds / fullSeconds;
  return { kind: "success", attempt, height: Math.max(shortest, share) };
}

const timeOf = (slot: AttemptSlot | undefined) =>
  slot === undefined ? null : slot.kind === "missing" ? slot.from : slot.attempt.time;
