const integers = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const decimals = new Map<number, Intl.NumberFormat>();
const minus = "−";

/** Replaces the hyphen that Intl writes by a minus sign, which is as wide as a digit. */
export const withMinus = (text: string) => text.replace("-", minus);

/** A whole number with thousands separators: `12,345`. */
export function formatCount(value: number): string {
  return withMinus(integers.format(value));
}

/** A count and its noun: `1 endpoint`, `2,100 endpoints`, `no endpoints`. */
export function formatCountOf(value: number, one: string, many = `${one}s`): string {
  if (value === 0) return `no ${many}`;
  return `${formatCount(value)} ${value === 1 ? one : many}`;
}

/** The same where a sentence begins: `No endpoints`. */
export function startWithCountOf(value: number, one: string, many?: string): string {
  const text = formatCountOf(value, one, many);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** A number with at most `digits` decimals, without trailing zeros. */
export function formatDecimal(value: number, digits = 1): string {
  const known = decimals.get(digits) ?? new Intl.NumberFormat("en-US", { maximumFractionDigits: digits });
  decimals.set(digits, known);
  return withMinus(known.format(value));
}

/**
 * A share of a whole as percent: `13.3 %`, `100 %`, `<0.1 %`, `−<0.1 %`. Never rounds something to nothing, nor an incomplete
 * whole to 100 %. An em dash when the whole is zero: there is nothing to have a share of.
 */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return "—";
  const percent = (part / whole) * 100;
  if (percent === 100 || percent === 0) return `${percent} %`;
  if (Math.abs(percent) < 0.1) return `${percent < 0 ? minus : ""}<0.1 %`;
  if (percent > 99.9 && percent < 100) return ">99.9 %";
  return `${withMinus(percent.toFixed(1))} %`;
}

/** How much `now` is above or below `before`, in percent with its sign; undefined when there is no base to compare to. */
export function formatChange(before: number, now: number): string | undefined {
  if (before === 0) return undefined;
  const percent = ((now - before) / Math.abs(before)) * 100;
  if (Math.abs(percent) < 0.05) return "0.0 %";
  const digits = Math.abs(percent) >= 100 ? 0 : 1;
  return `${percent > 0 ? "+" : minus}${integersOr(Math.abs(percent), digits)} %`;
}

function integersOr(value: number, digits: number): string {
  return digits === 0 ? integers.format(value) : value.toFixed(digits);
}
