import fc from "fast-check";
import { expect, it } from "vitest";
import { digestSlots, isUnchanged, type Tail } from "./tail.ts";

const minuteMs = 60_000;
const start = Date.parse("2026-11-18T10:00:00Z");
const at = (minute: number) => start + minute * minuteMs;

/** What a poll of these minutes leaves to be kept; every third minute has no datapoint. */
function polled(from: number, to: number, before: number, kept?: Tail): Tail | undefined {
  const minutes = Array.from({ length: to - from }, (_, i) => from + i).filter((minute) => minute % 3);
  const buckets = { times: minutes.map(at), values: minutes.map((minute) => [minute, -minute]) };
  const times = { from: at(from), to: at(to), before: at(before) };
  return digestSlots([{ key: ["vpce-1"], labels: [], ...buckets }], times, kept).tail;
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
      const slots = tail?.digest.match(/.{8}/g) ?? [];
      const { from: first = 0 } = tail ?? {};
      for (const i of slots.keys())
        expect(isUnchanged(tail, { first, slots }, first + i * 5 * minuteMs, at(known))).toBe(true);
    }),
  );
});

it("begins anew after minutes that nobody asked for", () => {
  const tail = polled(0, 60, 0);
  expect(polled(70, 90, 60, tail)).toEqual(polled(70, 90, 70));
  expect(polled(60, 75, 60, tail)?.from).toBe(at(10));
});
