import { expect, it } from "vitest";
import { denialSpan } from "./collector.ts";

const now = new Date("2026-11-18T14:05:00Z");
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const hour = 60 * 60_000;
const asked = (from: number, to: number, truncated = false) => ({ from: ago(from), to: ago(to), truncated });

it("looks back as long as is configured at first sight, and only what is surely delivered counts", () => {
  expect(denialSpan([], hour, now)).toEqual({ from: ago(60), to: ago(5), provenTo: ago(15) });
});

it("goes on where the last run ended, and fills a gap of up to a week", () => {
  expect(denialSpan([asked(75, 30)], hour, now)).toEqual({ from: ago(30), to: ago(5), provenTo: ago(15) });
  expect(denialSpan([asked(900, 600)], hour, now)?.from).toEqual(ago(600));
  const weeks = 14 * 24 * 60;
  expect(denialSpan([asked(weeks, weeks - 60)], hour, now)?.from).toEqual(ago(7 * 24 * 60));
});

it("asks again for what was cut off", () => {
  expect(denialSpan([asked(75, 40), asked(40, 15, true)], hour, now)?.from).toEqual(ago(40));
});
