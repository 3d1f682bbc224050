import type { RhythmName } from "./types.ts";

/** Weights of the 24 local hours on a weekday, and how much of a weekday a weekend day carries. */
const SHAPES: Record<RhythmName, { hours: number[]; weekend: number }> = {
  office: {
    hours: [0, 0, 0, 0, 0, 0, 1, 3, 8, 12, 13, 12, 9, 11, 13, 12, 10, 7, 4, 2, 1, 1, 0, 0],
    weekend: 0.08,
  },
  consumer: {
    hours: [5, 3, 2, 1.5, 1.5, 2, 4, 7, 9, 10, 10, 11, 13, 12, 11, 11, 12, 14, 17, 20, 21, 18, 13, 8],
    weekend: 0.78,
  },
  steady: {
    hours: [9, 9, 9, 9, 9, 9, 10, 10, 10, 11, 11, 11, 11, 11, 11, 11, 10, 10, 10, 10, 10, 9, 9, 9],
    weekend: 0.92,
  },
  nightly: { hours: [0, 10, 22, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], weekend: 1 },
  sparse: { hours: [0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 2, 0, 0, 2, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0], weekend: 0 },
};

const tables = new Map<string, Float64Array[]>();

/**
 * Cumulative weight by UTC hour (25 entries) for each UTC weekday, Sunday first. A whole weekday weighs 1 where
 * the shift to UTC does not mix it with a weekend.
 */
export function cumulativeWeights(rhythm: RhythmName, utcOffsetHours: number): Float64Array[] {
  const key = `${rhythm}/${utcOffsetHours}`;
  let table = tables.get(key);
  if (!table) {
    table = Array.from({ length: 7 }, (_, weekday) => weightsOfDay(rhythm, utcOffsetHours, weekday));
    tables.set(key, table);
  }
  return table;
}

function weightsOfDay(rhythm: RhythmName, utcOffsetHours: number, weekday: number): Float64Array {
  const { hours, weekend } = SHAPES[rhythm];
  const total = hours.reduce((sum, weight) => sum + weight, 0);
  const cumulative = new Float64Array(25);
  for (let hour = 0; hour < 24; hour++) {
    const local = hour + utcOffsetHours;
    const localDay = (weekday + Math.floor(local / 24) + 7) % 7;
    const weight = (hours[((local % 24) + 24) % 24] as number) / total;
    const scale = localDay === 0 || localDay === 6 ? weekend : 1;
    cumulative[hour + 1] = (cumulative[hour] as number) + weight * scale;
  }
  return cumulative;
}
