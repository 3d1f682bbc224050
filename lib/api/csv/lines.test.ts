import fc from "fast-check";
import { expect, it } from "vitest";
import { parseCsv } from "../../testing/csv.ts";
import { recordEndings, recordMarker } from "./lines.ts";

const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", '"', "\n", "\r", ",", "é", "💥", "=", ",end-", ",end-0\n") }),
  fc.constant('=HYPERLINK("x")'),
);
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

it("ends records with CRLF and changes nothing inside cells, wherever the stream is cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 6 }),
      fc.integer({ min: 1, max: 60 }),
      (records, size) => {
        const marker = recordMarker();
        // As Postgres writes CSV: quoted where needed, line feeds between records.
        const written = records.map((record) => `${record.map(quoted).join(",")},${marker}\n`).join("");
        const bytes = Buffer.from(written);
        const convert = recordEndings(marker);
        const chunks: Uint8Array[] = [];
        for (let at = 0; at < bytes.length; at += size) chunks.push(convert(bytes.subarray(at, at + size)));
        chunks.push(convert());
        expect(parseCsv(Buffer.concat(chunks).toString())).toEqual(records);
      },
    ),
    { numRuns: 300 },
  );
});

it("never uses the same marker twice", () => {
  expect(recordMarker()).not.toBe(recordMarker());
});
