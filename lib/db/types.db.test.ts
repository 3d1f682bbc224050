import { expect, test } from "vitest";
import { testDatabase } from "../testing/database.ts";

const db = testDatabase();

async function value(expression: string): Promise<unknown> {
  const { rows } = await db.pool.query<{ value: unknown }>(`SELECT ${expression} AS value`);
  return rows[0]!.value;
}

test.each([
  ["9007199254740991::bigint", 9007199254740991],
  ["1234567890.12::numeric(14,2)", 1234567890.12],
  ["(SELECT sum(x) FROM (VALUES (1::bigint), (2)) AS v(x))", 3],
  ["ARRAY[1, NULL, 3]::bigint[]", [1, null, 3]],
  ["ARRAY[1.5]::numeric[]", [1.5]],
  ["ARRAY[-1, NULL]::int[]", [-1, null]],
  ["ARRAY[1.5, NULL, 'NaN', '-Infinity', 1e300]::float8[]", [1.5, null, Number.NaN, -Infinity, 1e300]],
  [
    "ARRAY[[1, 2], [3, 4]]::int[]",
    [
      [1, 2],
      [3, 4],
    ],
  ],
  ["DATE '2026-11-18'", "2026-11-18"],
  ["ARRAY[DATE '2026-11-18']", ["2026-11-18"]],
  ["TIMESTAMPTZ '2026-11-18 14:05:00+00'", new Date("2026-11-18T14:05:00Z")],
  ["TIMESTAMPTZ '2026-11-18 14:05:09.07+02'", new Date("2026-11-18T12:05:09.070Z")],
  ["TIMESTAMPTZ '0099-12-31 23:59:59.999+00'", new Date("0099-12-31T23:59:59.999Z")],
  ["TIMESTAMPTZ '12026-01-01 00:00:00+00'", new Date("+012026-01-01T00:00:00Z")],
  ["TIMESTAMP '2026-11-18 14:05:00'", new Date("2026-11-18T14:05:00Z")],
  ["current_setting('TimeZone')", "UTC"],
])("%s", async (expression, expected) => {
  expect(await value(expression)).toEqual(expected);
});
