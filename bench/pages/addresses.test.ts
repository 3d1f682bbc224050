import { expect, it } from "vitest";
import { untoldRoutes } from "./addresses.ts";

it("has addresses of every page there is", () => {
  expect(untoldRoutes()).toEqual([]);
});
