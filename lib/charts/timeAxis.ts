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
const steps = [
  minute,
  5 * minute,
  10 * minute,
  15 * minute,
  30 * minute,
  hour,
  2 * hour,
  3 * hour,
  6 * hour,
  12 * hour,
  day,
  2 * day,
  7 * day,
  14 * day,
  28 * day,
];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
// 1970-01-01 was a Thursday: weeks are counted from a Monday.
const firstMonday = 4 * day;

const twoDigits = (value: number) => String(value).padStart(2, "0");

/** `14:05`, in UTC. */
export function clockLabel(time: number): string {
  const date = new Date(time);
  return `${twoDigits(date.getUTCHours())}:${twoDigits(date.getUTCMinutes())}`;
}

/** `21 Nov`, in UTC. */
export function dayLabel(time: number): string {
  const date = new Date(time);
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]}`;
}

/** `21 Nov 14:05`; only the day where the time stands for a whole day. In UTC. */
export function momentLabel(time: number, resolutionSeconds: number): string {
  return resolutionSeconds >= 86_400 ? dayLabel(time) : `${dayLabel(time)} ${clockLabel(time)}`;
}

/** Ticks on round UTC times, at most `most` of them. `from` and `to` in milliseconds. */
export function timeTicks(from: number, to: number, most = 8): TimeTick[] {
  const span = to - from;
  if (!(span > 0)) return [];
  const step =
    steps.find((candidate) => span / candidate <= most) ?? 28 * day * Math.ceil(span / (28 * day * most));
  const offset = step >= 7 * day ? firstMonday : 0;
  const ticks: TimeTick[] = [];
  for (let time = Math.ceil((from - offset) / step) * step + offset; time <= to; time += step) {
    const startsDay = time % day === 0;
    ticks.push({
      at: (time - from) / span,
      label: startsDay ? dayLabel(time) : clockLabel(time),
      day: startsDay,
    });
  }
  return ticks;
}
