import fc from "fast-check";
import { expect, it } from "vitest";
import { parseCsv } from "../../testing/csv.ts";
import { recordEndings } from "./lines.ts";

const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", '"', "\n", "\r", ",", "é", "💥", "=") }),
  fc.constant('=HYPERLINK("x")'),
);
// As Postgres writes CSV: quoted where needed, line feeds between records.
const write = (records: string[][]) =>
  records.map((record) => `${record.map((text) => `"${text.replaceAll('"', '""')}"`).join(",")}\n`).join("");

it("ends records with CRLF and changes nothing inside cells, wherever the stream is cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 }),
      fc.integer({ min: 1, max: 9 }),
      (records, size) => {
        const bytes = Buffer.from(write(records));
        const convert = recordEndings();
        const chunks: Uint8Array[] = [];
        for (let at = 0; at < bytes.length; at += size) chunks.push(convert(bytes.subarray(at, at + size)));
        expect(parseCsv(Buffer.concat(chunks).toString())).toEqual(records);
      },
    ),
  );
});
