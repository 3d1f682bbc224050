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

/** A field of places, the worst first, row by row; one small mark each. */
export function fieldMarks(
  counts: ConditionCounts,
  columns: number,
  step: number,
): CellMarks & { rows: number } {
  const paths: CellMarks["paths"] = [];
  let at = 0;
  for (const condition of conditions) {
    let d = "";
    for (let i = 0; i < counts[condition]; i++, at++)
      d += glyph(condition, (at % columns) * step, Math.floor(at / columns) * step, step * 0.8);
    if (d) paths.push({ condition, d });
  }
  return { paths, marks: at, more: 0, rows: Math.ceil(at / columns) };
}

/** ■ ▲ ▨ ○ ◡ ●: each condition has a shape of its own. */
function glyph(condition: Condition, x: number, y: number, size = 7.5): string {
  const place = (value: number) => String(Math.round(value * 10) / 10);
  const at = (dx: number, dy: number) =>
    `${place(x + dx * size)} ${place(y + dy * size + (glyphHeight - 8) / 8)}`;
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
