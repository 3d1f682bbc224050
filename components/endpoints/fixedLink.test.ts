import { expect, it } from "vitest";
import { fixedLink } from "./fixedLink.ts";

const now = new Date("2026-11-18T14:05:00Z");
const page = "http://localhost:3000/endpoints/vpce-1";
const fixed = (query: string) => {
  const url = new URL(fixedLink(`${page}${query}`, now));
  return `${url.search.replaceAll("%3A", ":")}${url.hash}`;
};

it("writes out a range that ends now, and keeps what else is in the address", () => {
  expect(fixed("")).toBe("?from=2026-11-17T14:05:00.000Z&to=2026-11-18T14:05:00.000Z");
  expect(fixed("?range=3h&at=x#traffic")).toBe(
    "?at=x&from=2026-11-18T11:05:00.000Z&to=2026-11-18T14:05:00.000Z#traffic",
  );
});

it("leaves times of one's own as they are", () => {
  const own = "?from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z";
  expect(fixed(own)).toBe(own);
});
