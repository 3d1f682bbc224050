import type { ZoneDay } from "./schema.ts";

/** Marks a day of which there is nothing. */
export const nothing = 0;

/**
 * A number by which the rows of a day are known again (FNV-1a of what is stored of them), whatever their order; never
 * `nothing`.
 */
export function digestOf(rows: readonly ZoneDay[]): number {
  let sum = 0;
  for (const { azId, hours, hoursNanos, bytes, dataNanos, reason } of rows) {
    let hash = 0x811c9dc5;
    const text = `${azId} ${hours} ${hoursNanos} ${bytes} ${dataNanos} ${reason}`;
    for (let index = 0; index < text.length; index++) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    }
    sum = (sum + hash) | 0;
  }
  return sum === nothing ? 1 : sum;
}
