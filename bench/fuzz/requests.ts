import { createHash } from "node:crypto";
import fc from "fast-check";
import { bodiesOf, type JsonSchema } from "./bodies.ts";
import { encoded, hostileJson, hostileText } from "./values.ts";

interface Parameter {
  name: string;
  in: string;
  schema: { enum?: string[]; items?: { enum?: string[] } };
}
interface Operation {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: JsonSchema }> };
}

/** The parts of `/api/v1/openapi.json` that requests are made from. */
export interface ApiDocument {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, JsonSchema> };
}

export interface FuzzRequest {
  method: string;
  /** The path as the document writes it, or a page's address. */
  operation: string;
  /** What `{id}` became, encoded. */
  id: string;
  /** Path and query as they go over the wire. */
  target: string;
  headers: Record<string, string>;
  body?: string;
}

const methods = ["get", "post", "put", "patch", "delete", "head", "options"];

const headers: fc.Arbitrary<Record<string, string>> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.dictionary(
      fc.constantFrom(
        ...[
          "accept",
          "accept-language",
          "authorization",
          "cookie",
          "content-type",
          "content-encoding",
          "if-none-match",
        ],
        ...[
          "origin",
          "referer",
          "range",
          "sec-fetch-site",
          "user-agent",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-nonce",
        ],
        ...[
          "x-forwarded-proto",
          "x-http-method-override",
          "next-action",
          "next-router-state-tree",
          "rsc",
          "x-middleware-subrequest",
        ],
        ...[
          "next-router-prefetch",
          "next-url",
          "x-invoke-path",
          "x-matched-path",
          "x-nextjs-data",
          "content-security-policy",
        ],
      ),
      // What a header can carry at all.
      hostileText.map((text) =>
        text
          .replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, "")
          .trim()
          .slice(0, 2000),
      ),
      { minKeys: 1, maxKeys: 4 },
    ),
  },
);

/** Requests over all that the document describes, and over `pages`; `ids` are what there really is. */
export function requestsOf(
  document: ApiDocument,
  { ids, cursors, pages }: { ids: string[]; cursors: string[]; pages: string[] },
): fc.Arbitrary<FuzzRequest> {
  const operations = Object.entries(document.paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([method, operation]) => ({ path, method, operation })),
  );
  const id = encoded(
    fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...ids) }, { weight: 1, arbitrary: hostileText }),
  );
  const ofApi = fc.constantFrom(...operations).chain(({ path, method, operation }) => {
    const schema = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
    return fc.record({
      method: fc.oneof(
        { weight: 8, arbitrary: fc.constant(method) },
        { weight: 1, arbitrary: fc.constantFrom(...methods) },
      ),
      operation: fc.constant(path),
      id,
      query: queriesOf(operation.parameters ?? [], cursors),
      headers,
      body: schema ? bodiesOf(schema, document.components.schemas) : fc.constant(undefined),
    });
  });
  const names = [
    "q",
    "sort",
    "accountId",
    "region",
    "owner",
    "state",
    "groupBy",
    "from",
    "to",
    "range",
    "by",
    "cursor",
    "tag.a",
  ];
  const ofPages = fc.record({
    method: fc.constantFrom("get", "get", "get", "post"),
    operation: fc.constantFrom(...(pages.length > 0 ? pages : ["/"])),
    id,
    query: queriesOf(
      names.map((name) => ({ name, in: "query", schema: {} })),
      cursors,
    ),
    headers,
    body: fc.constant(undefined),
  });
  const both =
    pages.length > 0 ? fc.oneof({ weight: 9, arbitrary: ofApi }, { weight: 1, arbitrary: ofPages }) : ofApi;
  return both.map(({ method, operation, id, query, headers, body }) => ({
    ...{ method: method.toUpperCase(), operation, id },
    target: operation.replaceAll(/\{\w+\}/g, () => id) + (query === "" ? "" : `?${query}`),
    headers: body === undefined ? headers : { "content-type": "application/json", ...headers },
    ...(body !== undefined && method !== "get" && method !== "head" && { body }),
  }));
}

function queriesOf(parameters: Parameter[], cursors: string[]): fc.Arbitrary<string> {
  const known = parameters.filter((one) => one.in === "query");
  const pairs = known.map(({ name, schema }) => {
    const allowed = schema.enum ?? schema.items?.enum;
    const value = name === "cursor" ? forgedCursors(cursors) : hostileText;
    const fitting = allowed ? fc.oneof(fc.constantFrom(...allowed), value) : value;
    return fc.tuple(fc.constant(name === "tag" ? "tag.a" : name), encoded(fitting));
  });
  const unknown = fc.tuple(encoded(hostileText), encoded(hostileText));
  const pair = fc.oneof(...pairs.map((arbitrary) => ({ weight: 2, arbitrary })), {
    weight: 1,
    arbitrary: unknown,
  });
  return fc
    .array(pair, { maxLength: 4 })
    .map((all) => all.map(([name, value]) => `${name}=${value}`).join("&"));
}

/** Cursors of real pages with another place in them, the checksum made to fit: it is no secret how. */
function forgedCursors(cursors: string[]): fc.Arbitrary<string> {
  if (cursors.length === 0) return hostileText;
  const digest = (value: unknown) =>
    createHash("sha256").update(JSON.stringify(value)).digest("base64url").slice(0, 16);
  return fc
    .tuple(
      fc.constantFrom(...cursors),
      fc.oneof(hostileText, fc.constant(null), hostileJson),
      fc.array(hostileText, { maxLength: 5 }),
    )
    .map(([cursor, s, k]) => {
      const { f } = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")) as { f: string };
      return Buffer.from(JSON.stringify({ c: digest([f, s, k]), f, s, k })).toString("base64url");
    });
}
