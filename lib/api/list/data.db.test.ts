import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { endpointList } from "../../inventory/endpointList.ts";
import type { Endpoint } from "../../inventory/schema.ts";
import { accountRow, endpointRow, insertEndpoints, scopeRow } from "../../testing/endpointRows.ts";
import { insertRows, processDatabase } from "../../testing/rows.ts";
import { readFields, readList } from "./data.ts";
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

it("reads some fields as it reads all, and counts with the first page alone", async () => {
  const query = { limit: 50, sort: "-bytes30d" };
  const { items, total, nextCursor } = await readList(endpointList, query);
  for (const field of Object.keys(endpointList.columns) as (keyof typeof endpointList.columns)[]) {
    const page = await readFields(endpointList, query, [field]);
    expect(page.items).toEqual(items.map((item) => ({ [field]: item[field] })));
    expect(page).toMatchObject({ total, nextCursor });
  }
  const next = await readFields(endpointList, { ...query, cursor: nextCursor ?? "" }, ["vpcEndpointId"]);
  expect(next.total).toBeNull();
  expect(next.items).not.toHaveLength(0);
});

it("pages through thousands that carry as much as each other", async () => {
  const accounts = ["222222222222", "333333333333", "444444444444"];
  await insertRows(
    db,
    "account",
    accounts.map((accountId) => accountRow(accountId, accountId)),
  );
  const made = accounts.flatMap((accountId, place) =>
    Array.from({ length: 1500 }, (_, index) => ({
      bytes30d: index % 50 === 0 ? null : index % 25 === 0 ? 0n : 7n,
      endpoint: endpointRow(`vpce-${accountId}-${index}`, {
        ...{ accountId, region: index % 2 === 0 ? "eu-west-1" : "us-east-1" },
        // Of the first thousand, most are gone: a page has to look further.
        goneAt: place === 0 && index % 40 !== 0 ? new Date(1_761_000_000_000) : null,
      }),
    })),
  );
  await insertEndpoints(
    db,
    made.map(({ endpoint }) => endpoint),
  );
  await insertRows(
    db,
    "vpc_endpoint_traffic",
    made
      .filter((_, index) => index % 100 !== 0)
      .map(({ bytes30d, endpoint: { accountId, vpcEndpointId } }) => ({
        ...{ accountId, vpcEndpointId, bytes30d },
        updatedAt: new Date("2026-11-18T14:00:00Z"),
      })),
  );
  const { rows: expected } = await db.pool.query<{ id: string }>(
    `SELECT e.vpc_endpoint_id AS id FROM vpc_endpoint e LEFT JOIN vpc_endpoint_traffic t USING (account_id, vpc_endpoint_id)
     WHERE e.gone_at IS NULL ORDER BY t.bytes_30d DESC NULLS LAST, e.account_id, e.region, e.vpc_endpoint_id`,
  );
  for (const limit of [170, 600]) {
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof readList<Endpoint>>> = await readList(endpointList, {
        ...{ sort: "-bytes30d", limit },
        ...(cursor && { cursor }),
      });
      ids.push(...page.items.map(({ vpcEndpointId }) => vpcEndpointId));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(ids).toEqual(expected.map(({ id }) => id));
  }
});
