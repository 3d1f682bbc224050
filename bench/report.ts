import type { BenchRow } from "./schema.ts";

const number = (value: number) =>
  value.toLocaleString("en-US", { maximumFractionDigits: Math.abs(value) < 10 ? 2 : 0 });

function verdict({ value, ratio, atMost, atLeast }: BenchRow): string {
  const held = ratio ?? value;
  if (atMost !== undefined) return `${held <= atMost ? "ok" : "MISSED"} (at most ${atMost})`;
  if (atLeast !== undefined) return `${held >= atLeast ? "ok" : "MISSED"} (at least ${atLeast})`;
  return "";
}

/** The rows as an aligned table under their question. */
export function formatTable(question: string, rows: BenchRow[]): string {
  const cells = [
    ["", "value", "unit", "compared to", "ratio", "goal"],
    ...rows.map((row) => [
      row.measured,
      number(row.value),
      row.unit,
      row.comparedTo ?? "",
      row.ratio === undefined ? "" : `${row.ratio.toFixed(2)}×`,
      verdict(row),
    ]),
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) =>
        column === 1 || column === 4 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join("  ")
      .trimEnd(),
  );
  return `${question}\n\n${lines.join("\n")}`;
}
