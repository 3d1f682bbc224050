/**
 * Money is added up in whole billionths of a dollar, so that parts add up to their whole exactly: 2^53 of them are nine
 * million dollars.
 */
export const nanosPerUsd = 1e9;

/** Whole billionths of a dollar. */
export const toNanos = (usd: number) => Math.round(usd * nanosPerUsd);

/** A decimal text of nine places, for the database. */
export const usdText = (nanos: number) => (nanos / nanosPerUsd).toFixed(9);

/**
 * A whole number shared out in proportion to weights: the parts are whole and add up to it exactly. Without any
 * weight everything is in the first part.
 */
export function shareOut(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((added, weight) => added + weight, 0);
  if (sum <= 0) return weights.map((_, index) => (index === 0 ? total : 0));
  let reached = 0;
  let given = 0;
  return weights.map((weight, index) => {
    reached += weight;
    const upTo = index === weights.length - 1 ? total : Math.round((total * reached) / sum);
    const part = upTo - given;
    given = upTo;
    return part;
  });
}
