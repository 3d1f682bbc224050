import { csvStream } from "./csv/export.ts";
import { json, readOnly } from "./handler.ts";
import { readList } from "./list/data.ts";
import type { ListDefinition } from "./list/definition.ts";
import { readListQuery } from "./parameters.ts";

const queryOf = (request: Request) => readListQuery(new URL(request.url).searchParams);

/** The methods of `/api/v1/<list>`: one page as JSON. */
export function listRoute<Item extends object>(def: ListDefinition<Item>) {
  return readOnly(async (request) => json(await readList(def, queryOf(request))));
}

/** The methods of `/api/v1/<list>.csv`: all rows of the same filters, streamed in the order asked for. */
export function csvRoute<Item extends object>(def: ListDefinition<Item>) {
  return readOnly(async (request) => {
    const rows = await csvStream(def, queryOf(request), request.signal);
    return csvResponse(rows, def.name);
  });
}

/** A stream of CSV, to be saved as `linkledger-<name>.csv`. */
export function csvResponse(rows: ReadableStream<Uint8Array>, name: string): Response {
  return new Response(rows, {
    headers: {
      // no-transform: packing the stream would hold rows back, and cost more than sending them.
      "cache-control": "no-store, no-transform",
      "content-type": "text/csv; charset=utf-8; header=present",
      "content-disposition": `attachment; filename="linkledger-${name}.csv"`,
    },
  });
}
