import { withMinus } from "./numbers.ts";

const dollars = (least: number, most: number) =>
  new Intl.NumberFormat("en-US", {
    ...{ style: "currency", currency: "USD" },
    ...{ minimumFractionDigits: least, maximumFractionDigits: most },
  });
const unitPrices = dollars(3, 5);
// Making one costs about 50 µs, using it about 1 µs; a page of costs formats hundreds of amounts.
const amounts = new Map<number, Intl.NumberFormat>();

function format(value: number, digits: number): string {
  const known = amounts.get(digits) ?? dollars(digits, digits);
  amounts.set(digits, known);
  return known.format(value);
}

/**
 * US dollars: whole dollars from $100 on, cents below, `<$0.01` for what is more than nothing.
 * @param digits decimals, where a column needs them all alike.
 */
export function formatUsd(usd: number, digits?: number): string {
  const size = Math.abs(usd);
  if (usd > 0 && usd < 0.005 && (digits === undefined || digits <= 2)) return "<$0.01";
  return withMinus(format(usd, digits ?? (size >= 100 || size === 0 ? 0 : 2)));
}

/** A unit price in US dollars with the digits that prices have: `$0.0100`, `$0.006`. */
export function formatUnitPrice(usd: number): string {
  return unitPrices.format(usd);
}

/** Short form for headlines and axes: `$25.8k`, `$1.2M`, `$840`. */
export function formatUsdShort(usd: number): string {
  const size = Math.abs(usd);
  if (size < 1000) return formatUsd(usd, size < 10 && size > 0 && !Number.isInteger(size) ? 2 : 0);
  const [divisor, suffix] = size < 1e6 ? [1e3, "k"] : size < 1e9 ? [1e6, "M"] : [1e9, "B"];
  const scaled = usd / divisor;
  const digits = Math.abs(scaled) < 100 && !Number.isInteger(scaled) ? 1 : 0;
  return `${withMinus(format(scaled, digits))}${suffix}`;
}
