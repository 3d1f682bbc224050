import { type Condition, type ConditionCounts, conditions } from "#lib/onCall/schema.ts";

/** Marks of one cell, worst first, and how many endpoints found no room. */
export interface CellMarks {
  /** One path per condition that occurs. */
  paths: { condition: Condition; d: string }[];
  marks: number;
  more: number;
}

/** Distance from mark to mark. */
export const pitch = 9;
export const glyphHeight = 10;
/** Room above a mark. */
const inset = 0.25;

/** Marks of a cell, at most `room` of them; the worst are never left out for better ones. */
export function cellMarks(counts: ConditionCounts, room: number): CellMarks {
  const paths: CellMarks["paths"] = [];
  let at = 0;
  let total = 0;
  for (const condition of conditions) {
    const count = counts[condition];
    total += count;
    const drawn = Math.min(count, room - at);
    if (drawn <= 0) continue;
    let d = "";
    for (let i = 0; i < drawn; i++) d += glyph(condition, (at + i) * pitch, 0);
    paths.push({ condition, d });
    at += drawn;
  }
  return { paths, marks: at, more: total - at };
}

/** Where each condition lies in a field of places, the worst first, row by row: an area to fill with `placeMark`. */
export interface FieldMarks {
  areas: { condition: Condition; d: string }[];
  rows: number;
}

/** However many the places are, there is little to draw: thousands of marks would be most of the page. */
export function fieldMarks(counts: ConditionCounts, columns: number, step: number): FieldMarks {
  const areas: FieldMarks["areas"] = [];
  let at = 0;
  for (const condition of conditions) {
    const from = at;
    at += counts[condition];
    if (at > from) areas.push({ condition, d: stretch(from, at, columns, step) });
  }
  return { areas, rows: Math.ceil(at / columns) };
}

/** The small mark of one place, in the middle of a tile `step` wide and high. */
export const placeMark = (condition: Condition, step: number) =>
  glyph(condition, step * 0.1, step * 0.1 - inset, step * 0.8);

/** The places from one to before another: what is left of a row, whole rows, what begins one. */
function stretch(from: number, to: number, columns: number, step: number): string {
  const [first, last] = [Math.ceil(from / columns), Math.floor(to / columns)];
  const part = (row: number, begin: number, end: number, rows = 1) =>
    end > begin && rows > 0
      ? `M${begin * step} ${row * step}h${(end - begin) * step}v${rows * step}h${(begin - end) * step}z`
      : "";
  if (first > last) return part(last, from % columns, to % columns);
  return (
    part(first - 1, columns - (first * columns - from), columns) +
    part(first, 0, columns, last - first) +
    part(last, 0, to % columns)
  );
}

/** ■ ▲ ▨ ○ ◡ ●: each condition has a shape of its own. */
function glyph(condition: Condition, x: number, y: number, size = 7.5): string {
  const place = (value: number) => String(Math.round(value * 10) / 10);
  const at = (dx: number, dy: number) => `${place(x + dx * size)} ${place(y + dy * size + inset)}`;
  const s = (share: number) => place(share * size);
  switch (condition) {
    case "failing":
      return `M${at(0, 0)}h${s(1)}v${s(1)}h${s(-1)}z`;
    case "degraded":
      return `M${at(0.5, 0)}L${at(1.05, 1)}L${at(-0.05, 1)}z`;
    case "unknown":
      return `M${at(0.06, 0.06)}h${s(0.88)}v${s(0.88)}h${s(-0.88)}zM${at(0.06, 0.6)}L${at(0.6, 0.06)}M${at(0.3, 0.94)}L${at(0.94, 0.3)}`;
    case "idle":
      return circle(at(0.14, 0.5), s(0.36));
    case "partly":
      return `M${at(0.12, 0.4)}h${s(0.76)}a${s(0.38)} ${s(0.38)} 0 0 1 ${s(-0.76)} 0z`;
    case "ok":
      return circle(at(0.16, 0.5), s(0.34));
  }
}

const circle = (start: string, radius: string) => {
  const across = place2(Number(radius) * 2);
  return `M${start}a${radius} ${radius} 0 1 0 ${across} 0a${radius} ${radius} 0 1 0 -${across} 0z`;
};
const place2 = (value: number) => String(Math.round(value * 10) / 10);
