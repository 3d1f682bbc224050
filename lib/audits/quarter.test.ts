import { describe, expect, it } from "vitest";
import { InvalidInputError } from "../errors.ts";
import { asOfQuarter, parseQuarter, quarterBefore, quarterOf } from "./quarter.ts";

const now = new Date("2026-11-21T12:00:00Z");

describe("quarters", () => {
  it("are those of the calendar in UTC", () => {
    expect(quarterOf(new Date("2026-10-01T00:00:00Z")).name).toBe("2026Q4");
    expect(quarterOf(new Date("2026-09-30T23:59:59.999Z")).name).toBe("2026Q3");
    expect(quarterOf(now).to).toEqual(new Date("2027-01-01T00:00:00Z"));
    expect(quarterBefore(new Date("2026-01-01T00:00:00Z")).name).toBe("2025Q4");
  });

  it("speak of their end once they have ended, and of now before", () => {
    expect(asOfQuarter(quarterBefore(now), now)).toEqual(new Date("2026-10-01T00:00:00Z"));
    expect(asOfQuarter(quarterOf(now), now)).toEqual(now);
  });

  it.each([undefined, 3, null, "", "2026", "2026Q0", "2026Q5", "2026-Q3", "2027Q1", "2026q3"])(
    "are refused with the field named: %s",
    (given) => {
      const attempt = () => parseQuarter(given, now);
      expect(attempt).toThrow(InvalidInputError);
      expect(attempt).toThrow(expect.objectContaining({ field: "quarter" }));
    },
  );

  it("are read", () => expect(parseQuarter("2026Q4", now)).toEqual(quarterOf(now)));
});
