import { describe, expect, it } from "vitest";
import {
  formatAge,
  formatDay,
  formatDays,
  formatDuration,
  formatElapsed,
  formatMonth,
  formatTime,
  formatTimeFull,
  formatWeekday,
  knownTimeZone,
  timeZoneLabel,
} from "./time.ts";

const now = new Date("2026-11-18T14:05:09Z");

describe("times", () => {
  it.each([
    ["2026-11-18T14:05:00Z", "UTC", "14:05 UTC"],
    ["2026-11-17T22:10:00Z", "UTC", "17 Nov 22:10 UTC"],
    ["2025-11-03T09:00:00Z", "UTC", "3 Nov 2025 09:00 UTC"],
    ["2026-11-17T22:10:00Z", "Asia/Tokyo", "07:10 GMT+9"],
    ["2026-11-18T00:00:00Z", "UTC", "00:00 UTC"],
  ])("%s in %s is %s", (time, timeZone, text) =>
    expect(formatTime(new Date(time), { now, timeZone })).toBe(text),
  );

  it("are complete on request", () => expect(formatTimeFull(now)).toBe("18 Nov 2026 14:05:09 UTC"));

  it("take no zone on trust", () => {
    expect(knownTimeZone("Europe/Berlin")).toBe("Europe/Berlin");
    expect(knownTimeZone("Mars/Olympus")).toBe("UTC");
    expect(knownTimeZone(undefined)).toBe("UTC");
    expect(timeZoneLabel(now, "Europe/Berlin")).toBe("CET");
  });
});

describe("lengths of time", () => {
  it.each([
    [0, "0 s"],
    [59.4, "59 s"],
    [240, "4 min"],
    [7800, "2 h 10 min"],
    [86_400, "1 d"],
    [273_600, "3 d 4 h"],
    [62 * 86_400, "62 d"],
  ])("formatDuration(%d) is %s", (seconds, text) => expect(formatDuration(seconds)).toBe(text));

  it.each([
    [240, "240 ms"],
    [3400, "3.4 s"],
    [48_000, "48 s"],
  ])("formatElapsed(%d) is %s", (ms, text) => expect(formatElapsed(ms)).toBe(text));

  it.each([
    ["2026-11-18T14:05:07Z", "just now"],
    ["2026-11-18T14:01:00Z", "4 min ago"],
    ["2026-11-18T14:11:09Z", "in 6 min"],
    ["2026-11-15T14:05:09Z", "3 d ago"],
  ])("formatAge(%s) is %s", (time, text) => expect(formatAge(new Date(time), now)).toBe(text));
});

describe("billed days and months", () => {
  it("do not move with the reader's zone", () => {
    expect(formatDay("2026-11-16")).toBe("16 Nov");
    expect(formatWeekday("2026-11-16")).toBe("Mon 16 Nov");
    expect(formatMonth("2026-11")).toBe("November 2026");
    expect(formatMonth("2026-11", { year: false })).toBe("November");
  });

  it("are joined to spans", () => {
    expect(formatDays("2026-11-01", "2026-11-16")).toBe("1–16 Nov");
    expect(formatDays("2026-10-28", "2026-11-03")).toBe("28 Oct – 3 Nov");
    expect(formatDays("2026-11-01", "2026-11-01")).toBe("1 Nov");
  });
});
