import { withMinus } from "./numbers.ts";

const units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"] as const;

/** Bytes in decimal units with three significant digits: `0 B`, `999 B`, `1.25 GB`. */
export function formatBytes(bytes: number): string {
  let value = Math.abs(bytes);
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const text = unit === 0 ? String(Math.round(value)) : threeDigits(value);
  return withMinus(`${bytes < 0 ? "-" : ""}${text} ${units[unit]}`);
}

function threeDigits(value: number): string {
  return value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0);
}

/** A rate in bytes a second: `12.4 MB/s`. */
export function formatBytesPerSecond(bytes: number): string {
  return `${formatBytes(bytes)}/s`;
}
