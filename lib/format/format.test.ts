import { describe, expect, it } from "vitest";
import { formatBytes, formatBytesPerSecond } from "./bytes.ts";
import { formatUnitPrice, formatUsd, formatUsdShort } from "./money.ts";
import {
  formatChange,
  formatCount,
  formatCountOf,
  formatDecimal,
  formatShare,
  startWithCountOf,
} from "./numbers.ts";

describe("counts and shares", () => {
  it.each([
    [0, "0"],
    [1234567, "1,234,567"],
    [-4, "−4"],
  ])("formatCount(%d) is %s", (value, text) => expect(formatCount(value)).toBe(text));

  it.each([
    [0, "no endpoints"],
    [1, "1 endpoint"],
    [2100, "2,100 endpoints"],
  ])("formatCountOf(%d) is %s", (value, text) => expect(formatCountOf(value, "endpoint")).toBe(text));

  it("begins a sentence with a count", () => {
    expect(startWithCountOf(0, "endpoint")).toBe("No endpoints");
    expect(startWithCountOf(2, "endpoint")).toBe("2 endpoints");
  });

  it.each([
    [1, 3, "33.3 %"],
    [0, 3, "0 %"],
    [3, 3, "100 %"],
    [1, 100_000, "<0.1 %"],
    [-1, 100_000, "−<0.1 %"],
    [-1, 3, "−33.3 %"],
    [99_999, 100_000, ">99.9 %"],
    [1, 0, "—"],
  ])("formatShare(%d, %d) is %s", (part, whole, text) => expect(formatShare(part, whole)).toBe(text));

  it.each([
    [100, 103.1, "+3.1 %"],
    [100, 94.6, "−5.4 %"],
    [100, 100.01, "0.0 %"],
    [10, 130, "+1,200 %"],
    [0, 5, undefined],
  ])("formatChange(%d, %d) is %s", (before, now, text) => expect(formatChange(before, now)).toBe(text));

  it("formatDecimal leaves trailing zeros out", () => {
    expect(formatDecimal(4)).toBe("4");
    expect(formatDecimal(4.25)).toBe("4.3");
  });
});

describe("money", () => {
  it.each([
    [15_131.4, "$15,131"],
    [99.994, "$99.99"],
    [0, "$0"],
    [0.0004, "<$0.01"],
    [-3.5, "−$3.50"],
  ])("formatUsd(%d) is %s", (usd, text) => expect(formatUsd(usd)).toBe(text));

  it("keeps the decimals a column asks for", () => {
    expect(formatUsd(1200, 2)).toBe("$1,200.00");
    expect(formatUsd(0.0004, 4)).toBe("$0.0004");
  });

  it.each([
    [25_786, "$25.8k"],
    [1_200_000, "$1.2M"],
    [840, "$840"],
    [2000, "$2k"],
  ])("formatUsdShort(%d) is %s", (usd, text) => expect(formatUsdShort(usd)).toBe(text));

  it("shows prices with their digits", () => {
    expect(formatUnitPrice(0.01)).toBe("$0.010");
    expect(formatUnitPrice(0.0035)).toBe("$0.0035");
  });
});

describe("bytes", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [999_999, "1.00 MB"],
    [1_250_000_000, "1.25 GB"],
    [24e12, "24.0 TB"],
  ])("formatBytes(%d) is %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it("has a rate", () => expect(formatBytesPerSecond(12_400_000)).toBe("12.4 MB/s"));
});
