import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { endpointList } from "../../inventory/endpointList.ts";
import { endpointRow, insertEndpoints, scopeRow } from "../../testing/endpointRows.ts";
import { insertRows, processDatabase } from "../../testing/rows.ts";
import { readList } from "./data.ts";
import { type Column, isSortable } from "./definition.ts";

const db = processDatabase();
const rows = 120;
const sortable = Object.entries<Column>(endpointList.columns)
  .filter(([, column]) => isSortable(column))
  .map(([field]) => field as keyof typeof endpointList.columns);

beforeAll(async () => {
  await insertRows(db, "collector_scope", [scopeRow(), scopeRow({ region: "eu-west-1", outcome: "failed" })]);
  // Few different values, many nulls and equal times: ties everywhere, which is where paging breaks.
  const made = Array.from({ length: rows }, (_, index) =>
    endpointRow(`vpce-${(index * 7919) % 1000}`, {
      region: index % 3 === 0 ? "eu-west-1" : "us-east-1",
      owner: ["a", "B", "ä", "", null][index % 5],
      serviceName: index % 7 === 0 ? null : `svc-${index % 4}`,
      privateDnsEnabled: [true, false, null][index % 3],
      creationTimestamp: index % 6 === 0 ? null : new Date(1_760_000_000_000 + (index % 10)),
      goneAt: index % 11 === 0 ? new Date(1_761_000_000_000) : null,
    }),
  );
  await insertEndpoints(db, made);
  await insertRows(
    db,
    "vpc_endpoint_traffic",
    made.slice(0, 60).map(({ vpcEndpointId }, index) => ({
      accountId: "111111111111",
      vpcEndpointId,
      bytes30d: index % 4 === 0 ? null : 9_007_199_254_740_000n + BigInt(index % 9),
      updatedAt: new Date("2026-11-18T14:00:00Z"),
    })),
  );
});

it("pages to the full list for any sort, direction and limit", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...sortable),
      fc.boolean(),
      fc.integer({ min: 1, max: 70 }),
      fc.constantFrom("any", "true", "false"),
      async (field, descending, limit, gone) => {
        const query = { sort: `${descending ? "-" : ""}${field}`, filter: { gone } };
        const all = await readList(endpointList, { ...query, limit: 1000 });
        const paged: typeof all.items = [];
        let cursor: string | null = null;
        do {
          const page: typeof all = await readList(endpointList, {
            ...query,
            limit,
            ...(cursor && { cursor }),
          });
          expect(page.total).toBe(all.total);
          expect(page.items.length).toBeLessThanOrEqual(limit);
          paged.push(...page.items);
          cursor = page.nextCursor;
        } while (cursor !== null);
        expect(paged).toEqual(all.items);
        expect(paged).toHaveLength(all.total);
        expectSorted(
          paged.map((item) => item[field]),
          descending,
        );
      },
    ),
    { numRuns: 60 },
  );
}, 120_000);

function expectSorted(values: unknown[], descending: boolean): void {
  const known = values.filter((value) => value !== null);
  expect(values.slice(0, known.length)).toEqual(known);
  // Text is ordered by the database's own collation, which this test does not know.
  if (!known.every((value) => typeof value === "number" || /^\d{4}-\d\d-\d\dT/.test(String(value)))) return;
  const sorted = known.toSorted((a, b) => ((a as number) < (b as number) ? -1 : 1));
  expect(known).toEqual(
    descending ? known.toSorted((a, b) => ((a as number) < (b as number) ? 1 : -1)) : sorted,
  );
}

it("counts the rows of a filter exactly, on the last page too", async () => {
  const first = await readList(endpointList, { limit: 100, filter: { gone: "any" } });
  expect(first.total).toBe(rows);
  const last = await readList(endpointList, {
    limit: 100,
    filter: { gone: "any" },
    cursor: first.nextCursor ?? "",
  });
  expect(last.total).toBe(rows);
  expect(last.items).toHaveLength(rows - 100);
});
