import { expect, it } from "vitest";
import { lastUntil } from "./pollGone.ts";

const goneAt = new Date("2026-11-18T14:05:20Z");
const at = (time: string) => lastUntil(goneAt, new Date(time))?.toISOString();

it("asks once what flowed until it was gone, and once more for its last day", () => {
  expect(at("2026-11-18T14:05:00Z")).toBeUndefined();
  expect(at("2026-11-18T14:06:00Z")).toBe("2026-11-18T14:06:00.000Z");
  expect(at("2026-11-18T23:59:00Z")).toBe("2026-11-18T14:06:00.000Z");
  expect(at("2026-11-19T00:00:00Z")).toBe("2026-11-19T00:00:00.000Z");
  expect(at("2026-11-25T12:00:00Z")).toBe("2026-11-19T00:00:00.000Z");
});
