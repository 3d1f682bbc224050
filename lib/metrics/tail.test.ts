import fc from "fast-check";
import { expect, it } from "vitest";
import { digestSlots, type Tail, unchangedSlots } from "./tail.ts";

const minuteMs = 60_000;
const start = Date.parse("2026-11-18T10:00:00Z");
const at = (minute: number) => start + minute * minuteMs;

/** What a poll of these minutes leaves to be kept; every third minute has no datapoint. */
function polled(from: number, to: number, before: number, kept?: Tail): Tail | undefined {
  const buckets = new Map<number, number[]>();
  for (let minute = from; minute < to; minute++) if (minute % 3) buckets.set(at(minute), [minute, -minute]);
  const times = { from: at(from), to: at(to), before: at(before) };
  return digestSlots([{ name: "vpce-1", buckets }], times, kept).tail;
}

it("keeps the same digests, however the last hour was polled", () => {
  const poll = fc.record({
    minutes: fc.integer({ min: 1, max: 40 }),
    again: fc.integer({ min: 5, max: 90 }),
  });
  fc.assert(
    fc.property(fc.array(poll, { minLength: 1, maxLength: 12 }), (polls) => {
      let tail: Tail | undefined;
      let known = 0;
      for (const { minutes, again } of polls) {
        tail = polled(Math.max(0, known - again), known + minutes, known, tail);
        known += minutes;
      }
      const whole = polled(0, known, 0);
      expect(tail).toEqual(whole);
      if (tail) expect(unchangedSlots(tail, digestsIn(tail), at(known)).size).toBe(tail.digest.length / 8);
    }),
  );
});

it("begins anew after minutes that nobody asked for", () => {
  const tail = polled(0, 60, 0);
  expect(polled(70, 90, 60, tail)).toEqual(polled(70, 90, 70));
  expect(polled(60, 75, 60, tail)?.from).toBe(at(10));
});

function digestsIn({ from, digest }: Tail): Map<number, string> {
  return new Map((digest.match(/.{8}/g) ?? []).map((one, i) => [from + i * 5 * minuteMs, one]));
}
