import { type Buckets, fractionOf } from "./series.ts";

/** What a mark stands for; where several share one, the gravest of them: that something broke, healed, was changed or is known. */
export type HappeningKind = "alert" | "finding" | "ended" | "deploy" | "change" | "acknowledged";
const byGravity: HappeningKind[] = ["alert", "finding", "ended", "deploy", "change", "acknowledged"];

/** Something that happened, to be marked on a time axis. */
export interface Happening {
  time: number;
  text: string;
  kind: HappeningKind;
}

/** A mark on the axis: a letter, its place, and what happened there. */
export interface AxisMark {
  letter: string;
  at: number;
  time: number;
  kind: HappeningKind;
  /** The gravest first. */
  texts: string[];
}

const letterOf = (index: number) => (index < 26 ? String.fromCharCode(65 + index) : String(index - 25));

/**
 * Marks for what happened inside the range, in order of time. What lies closer together than `apart` (a fraction of the
 * axis) shares one mark, because two letters would cover each other.
 */
export function axisMarks(buckets: Buckets, happenings: readonly Happening[], apart = 0.02): AxisMark[] {
  const marks: { at: number; time: number; own: Happening[] }[] = [];
  const inside = happenings
    .filter(({ time }) => time >= buckets.from && time < buckets.to)
    .toSorted((a, b) => a.time - b.time);
  for (const one of inside) {
    const at = fractionOf(buckets, one.time);
    const last = marks.at(-1);
    if (last && at - last.at < apart) last.own.push(one);
    else marks.push({ at, time: one.time, own: [one] });
  }
  return marks.map(({ at, time, own }, index) => {
    const sorted = own.toSorted((a, b) => byGravity.indexOf(a.kind) - byGravity.indexOf(b.kind));
    const kind = sorted[0]?.kind ?? "change";
    return { letter: letterOf(index), at, time, kind, texts: [...new Set(sorted.map(({ text }) => text))] };
  });
}
