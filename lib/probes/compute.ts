import { createHash } from "node:crypto";

/**
 * Upper bounds of the latency histogram, seconds, exclusive; one more count holds what is slower. Counts are stored by
 * position: a bound may be added at no place but after a migration of what is stored.
 */
export const latencyBounds = [
  0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1,
  1.5, 2, 3, 5, 7.5, 10,
] as const;

/** Adds histograms up; [] counts as empty. */
export function addHistograms(histograms: readonly (readonly number[])[]): number[] {
  const sum = new Array<number>(latencyBounds.length + 1).fill(0);
  // An evaluation adds up some for each probe of a fleet: an iterator of pairs would cost more than the sums.
  for (const histogram of histograms)
    for (let i = 0; i < histogram.length && i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (histogram[i] ?? 0);
  return sum;
}

/**
 * The quantile (0…1) of a histogram in seconds, spread evenly within its bucket as Prometheus does; the last bound
 * where it lies beyond all of them, null where nothing was counted.
 */
export function quantileOf(histogram: readonly number[], quantile: number): number | null {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const rank = quantile * total;
  let below = 0;
  for (const [i, count] of histogram.entries()) {
    const upper = latencyBounds[i];
    if (upper === undefined) break;
    if (count > 0 && below + count >= rank) {
      const lower = latencyBounds[i - 1] ?? 0;
      return lower + (upper - lower) * ((rank - below) / count);
    }
    below += count;
  }
  return latencyBounds.at(-1) ?? null;
}

/** A series' id: the same for the same parts, in every process. */
export function seriesIdOf(parts: readonly string[]): string {
  const hex = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );
}

/**
 * Whether every address of a DNS answer is one of the endpoint's interfaces. Null where there was no answer, or where
 * no address of the endpoint is known to hold it against.
 */
export function answerInside(addresses: readonly string[], own: readonly string[]): boolean | null {
  if (addresses.length === 0 || own.length === 0) return null;
  const known = new Set(own.map(canonicalAddress));
  return addresses.every((address) => known.has(canonicalAddress(address)));
}

/** The same for the hash of one address that the blackbox exporter publishes (`probe_ip_addr_hash`). */
export function hashInside(hash: number, own: readonly string[]): boolean | null {
  if (own.length === 0) return null;
  return own.some((address) => addressHash(address) === hash);
}

/** 32-bit FNV-1a of the address's bytes, as blackbox_exporter's prober/utils.go makes it. */
export function addressHash(address: string): number {
  let hash = 0x811c9dc5;
  for (const byte of bytesOf(address)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

function bytesOf(address: string): number[] {
  if (!address.includes(":")) return address.split(".").map(Number);
  return canonicalAddress(address)
    .split(":")
    .flatMap((group) => {
      const value = Number.parseInt(group, 16);
      return [value >> 8, value & 255];
    });
}

/** IPv6 written out in full, so that equal addresses are equal texts; IPv4 as it is. */
function canonicalAddress(address: string): string {
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.toLowerCase().split("::");
  const groups = (text: string | undefined) => (text ? text.split(":") : []);
  const missing = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  return [...groups(head), ...new Array<string>(Math.max(0, missing)).fill("0"), ...groups(tail)]
    .map((group) => group.padStart(4, "0"))
    .join(":");
}

/** True where results have stopped coming: three intervals and five minutes without one. */
export function isStale(lastResultAt: Date, intervalSeconds: number | null, now: Date): boolean {
  return now.getTime() - lastResultAt.getTime() > 3 * Math.max(intervalSeconds ?? 0, 60) * 1000 + 300_000;
}
