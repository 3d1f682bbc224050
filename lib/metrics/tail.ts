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
  slots: Map<number, string>;
  /** To be kept with the watermark; undefined where too little was asked for. */
  tail: Tail | undefined;
}

const slotMs = 300_000;
const lettersPerSlot = 8;
/** How far back digests are kept: an hour before the newest whole five minutes. */
const tailSlots = 13;

/** Buckets of a series, in order of time, and its name among those of the unit. */
interface NamedBuckets {
  name: string;
  buckets: ReadonlyMap<number, Values>;
}

const bits = new Float64Array(1);
const halves = new Int32Array(bits.buffer);

/** A digest of numbers, of 48 bits: many times as fast as one of their text, and nobody tries to deceive it. */
class Digest {
  #a = 0x2545f491;
  #b = 0x1b873593;

  add(value: number): void {
    bits[0] = value;
    const low = halves[0] as number;
    const high = halves[1] as number;
    this.#a = mixed(Math.imul(mixed(this.#a ^ low), 0x85ebca6b) ^ high);
    this.#b = mixed(Math.imul(mixed(this.#b ^ high), 0xc2b2ae35) ^ low);
  }

  /** Eight letters. */
  toString(): string {
    return fourLetters(this.#a) + fourLetters(this.#b);
  }
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The upper 24 bits in base 64. */
function fourLetters(bits: number): string {
  const letter = (shift: number) => letters[(bits >>> shift) & 63] as string;
  return letter(26) + letter(20) + letter(14) + letter(8);
}

/** A number of 52 bits that stands for a text. */
function numberOf(text: string): number {
  let [a, b] = [0x2545f491, 0x1b873593];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = mixed(Math.imul(a ^ code, 0x85ebca6b));
    b = Math.imul(b ^ code, 0xc2b2ae35);
  }
  return (a >>> 0) * 2 ** 20 + (mixed(b) >>> 12);
}

function mixed(value: number): number {
  const spread = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  return spread ^ (spread >>> 15);
}

// No value that CloudWatch publishes.
const absent = Number.NEGATIVE_INFINITY;

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
  const found = new Map<number, Digest>();
  for (let slot = first; slot < end; slot += slotMs) {
    if (slot < before || slot >= oldest) found.set(slot, new Digest());
  }
  for (const { name, buckets } of series) {
    const named = numberOf(name);
    let end = Number.NEGATIVE_INFINITY;
    let digest: Digest | undefined;
    for (const [ts, values] of buckets) {
      if (ts >= end) {
        const slot = bucketOf(ts, "5m");
        end = slot + slotMs;
        digest = found.get(slot);
        digest?.add(named);
      }
      if (!digest) continue;
      digest.add(ts);
      for (let i = 0; i < values.length; i++) digest.add(values[i] ?? absent);
    }
  }
  const slots = new Map<number, string>();
  for (const [slot, digest] of found) slots.set(slot, digest.toString());
  return { slots, tail: tailOf(slots, kept, oldest, end) };
}

/** The digests before `end`, as far back without a hole as there are any, those that were not found anew as kept. */
function tailOf(
  slots: ReadonlyMap<number, string>,
  kept: Tail | undefined,
  oldest: number,
  end: number,
): Tail | undefined {
  const keptEnd = kept ? kept.from + (kept.digest.length / lettersPerSlot) * slotMs : end;
  const isKept = (slot: number) => kept !== undefined && slot >= kept.from && slot < keptEnd;
  let from = end;
  while (from > oldest && (slots.has(from - slotMs) || isKept(from - slotMs))) from -= slotMs;
  let digest = "";
  let slot = from;
  while (slot < end) {
    const found = slots.get(slot);
    if (found !== undefined) {
      digest += found;
      slot += slotMs;
      continue;
    }
    // Mostly a row of them, cut out at once.
    const first = slot;
    while (slot < end && !slots.has(slot)) slot += slotMs;
    digest += digestsOf(kept as Tail, first, slot);
  }
  return digest ? { from, digest } : undefined;
}

function digestsOf(tail: Tail, from: number, to: number): string {
  const place = (slot: number) => ((slot - tail.from) / slotMs) * lettersPerSlot;
  return tail.digest.slice(place(from), place(to));
}

function digestOf(tail: Tail | undefined, slot: number): string | undefined {
  if (!tail || slot < tail.from) return undefined;
  return digestsOf(tail, slot, slot + slotMs) || undefined;
}

/** Starts of those five minutes before `before` whose digest is the one that was kept. */
export function unchangedSlots(
  tail: Tail | undefined,
  slots: ReadonlyMap<number, string>,
  before: number,
): Set<number> {
  const same = new Set<number>();
  if (!tail) return same;
  for (const [slot, digest] of slots) {
    if (slot + slotMs <= before && digest === digestOf(tail, slot)) same.add(slot);
  }
  return same;
}
