import type { Readied } from "./readied.ts";
import { bucketOf, type Values } from "./rollup.ts";

/**
 * Digests of the last minutes of a unit, one for each five: minutes shortly before the watermark are asked for again,
 * because late data may change them, and mostly have not changed.
 */
export interface Tail {
  /** Start of the first five minutes, in ms. */
  from: number;
  /** Eight letters for each five minutes, in order. */
  digest: string;
}

interface Digests {
  /** Start of the first whole five minutes that were asked for, in ms. */
  first: number;
  /** By five minutes from there on; undefined for those that nobody needs. */
  slots: readonly (string | undefined)[];
  /** To be kept with the watermark; undefined where too little was asked for. */
  tail: Tail | undefined;
}

const slotMs = 300_000;
const lettersPerSlot = 8;
/** How far back digests are kept: an hour before the newest whole five minutes. */
const tailSlots = 13;

/** Buckets of a series, in order of time, and what it is called by among those of the unit. */
interface NamedBuckets extends Readied {
  key: readonly string[];
  labels: readonly (string | null)[];
}

const bits = new Float64Array(1);
const halves = new Int32Array(bits.buffer);
const [seedA, seedB] = [0x2545f491, 0x1b873593] as const;
/** Digests that are being made, two numbers each: one set for all, since they are made in one go. */
let digests = new Int32Array(64);

/** Adds to a digest of numbers, of 48 bits: many times as fast as one of their text, and nobody tries to deceive it. */
function add(place: number, first: number, more: Values): void {
  let [a, b] = [digests[place] as number, digests[place + 1] as number];
  for (let i = -1; i < more.length; i++) {
    bits[0] = i < 0 ? first : (more[i] ?? absent);
    const low = halves[0] as number;
    const high = halves[1] as number;
    a = mixed(Math.imul(mixed(a ^ low), 0x85ebca6b) ^ high);
    b = mixed(Math.imul(mixed(b ^ high), 0xc2b2ae35) ^ low);
  }
  digests[place] = a;
  digests[place + 1] = b;
}

// No value that CloudWatch publishes.
const absent = Number.NEGATIVE_INFINITY;
const nothing: Values = [];

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const pairs = [...letters].flatMap((one) => [...letters].map((other) => one + other));

/** The upper 24 bits of both numbers in base 64: eight letters. */
function lettersOf(place: number): string {
  const pair = (bits: number, shift: number) => pairs[(bits >>> shift) & 4095] as string;
  const [a, b] = [digests[place] as number, digests[place + 1] as number];
  return pair(a, 20) + pair(a, 8) + pair(b, 20) + pair(b, 8);
}

const tab = 9;

/** A number of 52 bits that stands for the texts of a key and labels, with tabs between them. */
function numberOf(key: readonly string[], labels: readonly (string | null)[]): number {
  let [a, b]: [number, number] = [seedA, seedB];
  const count = key.length + labels.length;
  for (let place = 0; place < count; place++) {
    const text = place < key.length ? key[place] : labels[place - key.length];
    const length = text?.length ?? 0;
    for (let i = place === 0 ? 0 : -1; i < length; i++) {
      const code = i < 0 ? tab : (text as string).charCodeAt(i);
      a = mixed(Math.imul(a ^ code, 0x85ebca6b));
      b = Math.imul(b ^ code, 0xc2b2ae35);
    }
  }
  return (a >>> 0) * 2 ** 20 + (mixed(b) >>> 12);
}

function mixed(value: number): number {
  const spread = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  return spread ^ (spread >>> 15);
}

/**
 * Digests of whole five minutes that were asked for: those before `before`, to be held against the tail that was kept,
 * and those of the tail to keep, which goes on where it was not asked for again.
 */
export function digestSlots(
  series: readonly NamedBuckets[],
  { from, to, before }: { from: number; to: number; before: number },
  kept: Tail | undefined,
): Digests {
  const first = bucketOf(from + slotMs - 1, "5m");
  const end = bucketOf(to, "5m");
  const oldest = end - tailSlots * slotMs;
  const count = Math.max(0, (end - first) / slotMs);
  if (digests.length < count * 2) digests = new Int32Array(count * 2);
  for (let i = 0; i < count * 2; i += 2) {
    digests[i] = seedA;
    digests[i + 1] = seedB;
  }
  const isFound = (slot: number) => slot >= first && slot < end && (slot < before || slot >= oldest);
  for (const { key, labels, times, values } of series) {
    const named = numberOf(key, labels);
    let slotEnd = Number.NEGATIVE_INFINITY;
    let place = -1;
    for (let k = 0; k < times.length; k++) {
      const ts = times[k] as number;
      if (ts >= slotEnd) {
        const slot = bucketOf(ts, "5m");
        slotEnd = slot + slotMs;
        place = isFound(slot) ? ((slot - first) / slotMs) * 2 : -1;
        if (place >= 0) add(place, named, nothing);
      }
      if (place >= 0) add(place, ts, values[k] as Values);
    }
  }
  const slots: (string | undefined)[] = [];
  for (let i = 0; i < count; i++) slots.push(isFound(first + i * slotMs) ? lettersOf(i * 2) : undefined);
  return { first, slots, tail: tailOf({ first, slots }, kept, oldest, end) };
}

/** The digests before `end`, as far back without a hole as there are any, those that were not found anew as kept. */
function tailOf(
  { first, slots }: Omit<Digests, "tail">,
  kept: Tail | undefined,
  oldest: number,
  end: number,
): Tail | undefined {
  const keptEnd = kept ? kept.from + (kept.digest.length / lettersPerSlot) * slotMs : end;
  const isKept = (slot: number) => kept !== undefined && slot >= kept.from && slot < keptEnd;
  const foundAt = (slot: number) => (slot < first ? undefined : slots[(slot - first) / slotMs]);
  let from = end;
  while (from > oldest && (foundAt(from - slotMs) !== undefined || isKept(from - slotMs))) from -= slotMs;
  let digest = "";
  let slot = from;
  while (slot < end) {
    const found = foundAt(slot);
    if (found !== undefined) {
      digest += found;
      slot += slotMs;
      continue;
    }
    // Mostly a row of them, cut out at once.
    const start = slot;
    while (slot < end && foundAt(slot) === undefined) slot += slotMs;
    digest += digestsOf(kept as Tail, start, slot);
  }
  return digest ? { from, digest } : undefined;
}

function digestsOf(tail: Tail, from: number, to: number): string {
  const place = (slot: number) => ((slot - tail.from) / slotMs) * lettersPerSlot;
  return tail.digest.slice(place(from), place(to));
}

/** Whether five minutes that end by `before` have the digest that was kept. */
export function isUnchanged(
  tail: Tail | undefined,
  { first, slots }: Pick<Digests, "first" | "slots">,
  slot: number,
  before: number,
): boolean {
  if (!tail || slot < tail.from || slot + slotMs > before) return false;
  const digest = slot < first ? undefined : slots[(slot - first) / slotMs];
  return digest !== undefined && digest === digestsOf(tail, slot, slot + slotMs);
}
