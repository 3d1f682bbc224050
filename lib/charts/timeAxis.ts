/** A labelled place on a time axis; `at` is a fraction of the axis, 0 at its start, 1 at its end. */
export interface TimeTick {
  at: number;
  label: string;
  /** The first tick of a day: its label names the day. */
  day: boolean;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const minutes = [1, 5, 10, 15, 30].map((count) => count * minute);
const hours = [1, 2, 3, 6, 12].map((count) => count * hour);
const steps = [...minutes, ...hours, ...[1, 2, 7, 14, 28].map((count) => count * day)];
// 1970-01-01 was a Thursday: weeks are counted from a Monday.
const firstMonday = 4 * day;

const formats = new Map<string, Intl.DateTimeFormat>();

// Making a formatter costs far more than using one, and an axis has many labels.
function partsOf(time: number, timeZone: string): Record<string, string> {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      year: "numeric",
      month: "short",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    });
    formats.set(timeZone, format);
  }
  return Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]));
}

/** `14:05`. */
export function clockLabel(time: number, timeZone = "UTC"): string {
  const parts = partsOf(time, timeZone);
  return `${parts.hour}:${parts.minute}`;
}

/** `21 Nov`. */
export function dayLabel(time: number, timeZone = "UTC"): string {
  const parts = partsOf(time, timeZone);
  return `${parts.day} ${parts.month}`;
}

/** `21 Nov 14:05`; the UTC day alone where the time stands for a whole day, which CloudWatch counts in UTC. */
export function momentLabel(time: number, resolutionSeconds: number, timeZone = "UTC"): string {
  if (resolutionSeconds >= 86_400) return dayLabel(time);
  return `${dayLabel(time, timeZone)} ${clockLabel(time, timeZone)}`;
}

/** How far a zone's clock is ahead of UTC at a time, in milliseconds. */
function zoneOffset(time: number, timeZone: string): number {
  if (timeZone === "UTC") return 0;
  const { year, month, day: dayOfMonth, hour: hours, minute: minutes, second } = partsOf(time, timeZone);
  const local = Date.parse(`${dayOfMonth} ${month} ${year} ${hours}:${minutes}:${second} UTC`);
  return local - Math.floor(time / 1000) * 1000;
}

/** Ticks on round times of the zone's clock, at most `most` of them. `from` and `to` in milliseconds. */
export function timeTicks(from: number, to: number, { most = 8, timeZone = "UTC" } = {}): TimeTick[] {
  const span = to - from;
  if (!(span > 0)) return [];
  const longest = 28 * day;
  const step =
    steps.find((candidate) => span / candidate <= most) ?? longest * Math.ceil(span / (longest * most));
  // Round where the reader's clock is round. A range that crosses a change of summer time keeps its first offset.
  const origin = (step >= 7 * day ? firstMonday : 0) - zoneOffset(from, timeZone);
  const ticks: TimeTick[] = [];
  for (let time = Math.ceil((from - origin) / step) * step + origin; time <= to; time += step) {
    const startsDay = clockLabel(time, timeZone) === "00:00";
    ticks.push({
      at: (time - from) / span,
      label: startsDay || step >= day ? dayLabel(time, timeZone) : clockLabel(time, timeZone),
      day: startsDay,
    });
  }
  return ticks;
}
