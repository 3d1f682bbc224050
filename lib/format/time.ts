const locale = "en-GB";
const utc = "UTC";
const formats = new Map<string, Intl.DateTimeFormat>();

// Making a formatter costs about 50 µs, using one about 1 µs; a page formats hundreds of times.
function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, options);
  formats.set(key, made);
  return made;
}

/** An IANA name that this runtime knows, else UTC. For values from outside (a cookie). */
export function knownTimeZone(name: string | undefined): string {
  if (!name || name === utc) return utc;
  try {
    formatter({ timeZone: name });
    return name;
  } catch {
    return utc;
  }
}

/** The abbreviation of a zone at a time: `UTC`, `CET`, `GMT+9`. */
export function timeZoneLabel(time: Date, timeZone: string): string {
  if (timeZone === utc) return utc;
  const parts = formatter({ timeZone, timeZoneName: "short" }).formatToParts(time);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? timeZone;
}

const clock = (time: Date, timeZone: string) =>
  formatter({ timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(time);
const date = (time: Date, timeZone: string, year: boolean) =>
  formatter({ timeZone, day: "numeric", month: "short", year: year ? "numeric" : undefined }).format(time);

/**
 * A time as people say it on the day `now`: `14:05 UTC`, `17 Nov 22:10 UTC`, `3 Nov 2025 09:00 UTC`.
 * @param timeZone IANA name.
 */
export function formatTime(time: Date, { now, timeZone = utc }: { now: Date; timeZone?: string }): string {
  const zone = timeZoneLabel(time, timeZone);
  const thisYear = date(time, timeZone, true).slice(-4) === date(now, timeZone, true).slice(-4);
  const today = date(time, timeZone, true) === date(now, timeZone, true);
  const day = today ? "" : `${date(time, timeZone, !thisYear)} `;
  return `${day}${clock(time, timeZone)} ${zone}`;
}

/** A time in full, for tooltips and tables that leave nothing out: `18 Nov 2026 14:05:09 UTC`. */
export function formatTimeFull(time: Date, timeZone = utc): string {
  const seconds = formatter({
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(time);
  return `${date(time, timeZone, true)} ${seconds} ${timeZoneLabel(time, timeZone)}`;
}

/** A length of time with its two largest units: `48 s`, `4 min`, `2 h 10 min`, `3 d 4 h`, `62 d`. */
export function formatDuration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  const minutes = Math.round(s / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 24 * 60) return joined(Math.floor(minutes / 60), "h", minutes % 60, "min");
  const hours = Math.round(s / 3600);
  if (hours < 14 * 24) return joined(Math.floor(hours / 24), "d", hours % 24, "h");
  return `${Math.round(hours / 24)} d`;
}

/** A short length of time, for calls and runs: `240 ms`, `3.4 s`, `48 s`, `4 min`. */
export function formatElapsed(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))} ms`;
  if (milliseconds < 10_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return formatDuration(milliseconds / 1000);
}

const joined = (large: number, largeUnit: string, small: number, smallUnit: string) =>
  small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;

/** How long ago or how far ahead: `just now`, `4 min ago`, `in 6 min`. */
export function formatAge(time: Date, now: Date): string {
  const seconds = (now.getTime() - time.getTime()) / 1000;
  if (Math.abs(seconds) < 5) return "just now";
  const length = largestUnit(Math.abs(seconds));
  return seconds > 0 ? `${length} ago` : `in ${length}`;
}

// An age is read at a glance: one unit is enough.
function largestUnit(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3570) return `${Math.round(seconds / 60)} min`;
  if (seconds < 36 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

// Billed days and months are UTC by AWS's definition: they never move with the reader's zone.
const noon = (day: string) => new Date(`${day}T12:00:00Z`);

/** A day `YYYY-MM-DD` as `16 Nov`, or `16 Nov 2026`. */
export function formatDay(day: string, { year = false } = {}): string {
  return date(noon(day), utc, year);
}

/** A day `YYYY-MM-DD` with its weekday: `Mon 16 Nov`. */
export function formatWeekday(day: string): string {
  return `${formatter({ timeZone: utc, weekday: "short" }).format(noon(day))} ${formatDay(day)}`;
}

/** A span of days, both included: `1–16 Nov`, `28 Oct – 3 Nov`. */
export function formatDays(first: string, last: string): string {
  if (first === last) return formatDay(first);
  if (first.slice(0, 7) === last.slice(0, 7)) return `${Number(first.slice(8))}–${formatDay(last)}`;
  return `${formatDay(first)} – ${formatDay(last)}`;
}

/** A month `YYYY-MM` as `November 2026`, or its name alone. */
export function formatMonth(month: string, { year = true } = {}): string {
  return formatter({ timeZone: utc, month: "long", year: year ? "numeric" : undefined }).format(
    noon(`${month}-15`),
  );
}
