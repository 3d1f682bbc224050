import { hash } from "node:crypto";
import { bucketOf } from "./rollup.ts";

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

interface Line {
  ts: number;
  text: string;
}

/**
 * Digests of whole five minutes that were asked for: those before `before`, to be held against the tail that was kept,
 * and those of the tail to keep, which goes on where it was not asked for again.
 */
export function digestSlots(
  series: readonly (readonly Line[])[],
  { from, to, before }: { from: number; to: number; before: number },
  kept: Tail | undefined,
): Digests {
  const first = bucketOf(from + slotMs - 1, "5m");
  const end = bucketOf(to, "5m");
  const oldest = end - tailSlots * slotMs;
  const texts = new Map<number, string[]>();
  for (let slot = first; slot < end; slot += slotMs) {
    if (slot < before || slot >= oldest) texts.set(slot, []);
  }
  for (const lines of series) {
    for (const { ts, text } of lines) texts.get(bucketOf(ts, "5m"))?.push(text);
  }
  const slots = new Map<number, string>();
  for (const [slot, text] of texts)
    slots.set(slot, hash("md5", text.join("\n"), "base64").slice(0, lettersPerSlot));
  let tail: Tail = { from: end, digest: "" };
  for (let slot = end - slotMs; slot >= oldest; slot -= slotMs) {
    const digest = slots.get(slot) ?? digestOf(kept, slot);
    if (!digest) break;
    tail = { from: slot, digest: digest + tail.digest };
  }
  return { slots, tail: tail.digest ? tail : undefined };
}

function digestOf(tail: Tail | undefined, slot: number): string | undefined {
  if (!tail || slot < tail.from) return undefined;
  const at = ((slot - tail.from) / slotMs) * lettersPerSlot;
  return tail.digest.slice(at, at + lettersPerSlot) || undefined;
}

/** Starts of those five minutes before `before` whose digest is the one that was kept. */
export function unchangedSlots(
  tail: Tail | undefined,
  slots: ReadonlyMap<number, string>,
  before: number,
): Set<number> {
  const same = [...slots].filter(
    ([slot, digest]) => slot + slotMs <= before && digest === digestOf(tail, slot),
  );
  return new Set(same.map(([slot]) => slot));
}
