import { InvalidInputError } from "../errors.ts";

/** A calendar quarter in UTC: `from` inclusive, `to` exclusive. */
export interface Quarter {
  /** `2026Q3`. */
  name: string;
  from: Date;
  to: Date;
}

const quarterAt = (year: number, index: number): Quarter => ({
  name: `${year}Q${index + 1}`,
  from: new Date(Date.UTC(year, index * 3, 1)),
  to: new Date(Date.UTC(year, index * 3 + 3, 1)),
});

/** The quarter that holds a time. */
export function quarterOf(time: Date): Quarter {
  return quarterAt(time.getUTCFullYear(), Math.floor(time.getUTCMonth() / 3));
}

/** The quarter before the one that holds a time. */
export function quarterBefore(time: Date): Quarter {
  return quarterOf(new Date(quarterOf(time).from.getTime() - 1));
}

/** Reads `2026Q3`. Throws InvalidInputError naming `quarter` for anything else, and for quarters yet to begin. */
export function parseQuarter(value: unknown, now: Date): Quarter {
  const expected = `expected a quarter such as ${quarterBefore(now).name}`;
  if (typeof value !== "string") throw new InvalidInputError("quarter", `is missing; ${expected}.`);
  const match = /^(\d{4})Q([1-4])$/.exec(value);
  if (!match)
    throw new InvalidInputError("quarter", `"${value.slice(0, 20)}" is not a quarter; ${expected}.`);
  const quarter = quarterAt(Number(match[1]), Number(match[2]) - 1);
  if (quarter.from >= now)
    throw new InvalidInputError(
      "quarter",
      `${quarter.name} has not begun; expected ${quarterOf(now).name} or earlier.`,
    );
  return quarter;
}

/** The moment a snapshot of the quarter speaks of: its end, or now while it lasts. */
export function asOfQuarter({ to }: Quarter, now: Date): Date {
  return to <= now ? to : now;
}
