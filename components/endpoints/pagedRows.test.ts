import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PagedRows, type RowPage, RowsAtHand } from "./pagedRows.ts";

const pageOf = <Row>(rows: readonly Row[]): RowPage<Row> => ({ count: rows.length, read: () => rows });

describe("rows that came page by page", () => {
  it("has at each place what stands there when the pages are put together", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.integer(), { maxLength: 5 }), { maxLength: 20 }), (pages) => {
        const rows = new PagedRows(pages.map(pageOf));
        const all = pages.flat();
        expect(rows.length).toBe(all.length);
        const places = Array.from({ length: all.length + 2 }, (_, index) => index - 1);
        expect(places.map((place) => rows.at(place))).toEqual(places.map((place) => all[place]));
      }),
    );
  });

  it("reads a page once while it is looked at, and again after many others were", () => {
    const reads: number[] = [];
    const pages = Array.from({ length: 20 }, (_, page) => ({
      count: 1,
      read: () => {
        reads.push(page);
        return [{ page }];
      },
    }));
    const atHand = new RowsAtHand<{ page: number }>();
    const rows = new PagedRows(pages, atHand);
    const first = rows.at(0);
    expect(rows.at(0)).toBe(first);
    // More pages came: those that were there are not read again.
    const more = new PagedRows([...pages, { count: 1, read: () => [{ page: 20 }] }], atHand);
    expect(more.at(0)).toBe(first);
    expect(reads).toEqual([0]);
    for (const place of pages.keys()) more.at(place);
    expect(reads).toEqual([...pages.keys()]);
    expect(more.at(0)).toEqual(first);
    expect(more.at(0)).not.toBe(first);
    expect(reads.filter((page) => page === 0)).toHaveLength(2);
  });

  it("does not read again what was at hand when it came", () => {
    const atHand = new RowsAtHand<string>();
    const page: RowPage<string> = {
      count: 1,
      read: () => {
        throw new Error("read");
      },
    };
    atHand.keep(page, ["row"]);
    expect(new PagedRows([page], atHand).at(0)).toBe("row");
  });
});
