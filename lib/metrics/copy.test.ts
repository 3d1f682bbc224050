import { expect, it } from "vitest";
import { RowFrame, Rows } from "./copy.ts";

/** The fields of the one row that was added. */
function fieldsOf(rows: Rows): (Buffer | null)[] {
  const bytes = Buffer.concat(rows.chunks());
  const fields: (Buffer | null)[] = [];
  let at = 2;
  for (let i = 0; i < bytes.readInt16BE(0); i++) {
    const size = bytes.readInt32BE(at);
    at += 4;
    fields.push(size < 0 ? null : bytes.subarray(at, at + size));
    at += Math.max(0, size);
  }
  expect(at).toBe(bytes.length);
  return fields;
}

it("writes one series after the other, whatever letters their texts have and however long they are", () => {
  const frame = new RowFrame("111111111111");
  const ts = Date.parse("2000-01-01T00:00:01Z");
  for (const key of ["vpce-1", "", "größe", "x".repeat(5000), "é".repeat(3000), "y".repeat(996)]) {
    frame.set([key, "short"], [null, "use1-az1", null]);
    const rows = new Rows();
    rows.add(frame, ts, 1, ["bigint", "double precision", "smallint", "bigint"], [-5, 0.5, 7, undefined]);
    const [account, first, second, time, part, none, zone, noneEither, whole, number, small, absent] =
      fieldsOf(rows);
    expect([account, first, second, zone].map(String)).toEqual(["111111111111", key, "short", "use1-az1"]);
    expect([none, noneEither, absent]).toEqual([null, null, null]);
    expect([time?.readBigInt64BE(), whole?.readBigInt64BE()]).toEqual([1_000_000n, -5n]);
    expect([part?.readInt16BE(), small?.readInt16BE(), number?.readDoubleBE()]).toEqual([1, 7, 0.5]);
  }
});

it("refuses a number that is no bigint", () => {
  const frame = new RowFrame("111111111111");
  frame.set(["vpce-1"], []);
  expect(() => new Rows().add(frame, 0, 0, ["bigint"], [2 ** 63])).toThrow("does not fit");
});
