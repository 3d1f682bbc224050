import { type Buckets, fractionOf } from "./series.ts";

/** Something that happened, to be marked on a time axis. */
export interface Happening {
  time: number;
  text: string;
}

/** A mark on the axis: a letter, its place, and what happened there. */
export interface AxisMark {
  letter: string;
  at: number;
  time: number;
  texts: string[];
}

const letterOf = (index: number) => (index < 26 ? String.fromCharCode(65 + index) : String(index - 25));

/**
 * Marks for what happened inside the range, in order of time. What lies closer together than `apart` (a fraction of the
 * axis) shares one mark, because two letters would cover each other.
 */
export function axisMarks(buckets: Buckets, happenings: readonly Happening[], apart = 0.02): AxisMark[] {
  const marks: AxisMark[] = [];
  const inside = happenings
    .filter(({ time }) => time >= buckets.from && time < buckets.to)
    .toSorted((a, b) => a.time - b.time);
  for (const { time, text } of inside) {
    const at = fractionOf(buckets, time);
    const last = marks.at(-1);
    if (last && at - last.at < apart) last.texts.push(text);
    else marks.push({ letter: letterOf(marks.length), at, time, texts: [text] });
  }
  return marks;
}
