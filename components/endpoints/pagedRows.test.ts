import fc from "fast-check";
import { expect, it } from "vitest";
import { PagedRows } from "./pagedRows.ts";

it("has at each place what stands there when the pages are put together", () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.integer(), { maxLength: 5 }), { maxLength: 8 }), (pages) => {
      const rows = new PagedRows(pages);
      const all = pages.flat();
      expect(rows.length).toBe(all.length);
      const places = Array.from({ length: all.length + 2 }, (_, index) => index - 1);
      expect(places.map((place) => rows.at(place))).toEqual(places.map((place) => all[place]));
    }),
  );
});
