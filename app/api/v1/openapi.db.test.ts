import { globSync } from "node:fs";
import { resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { openApiDocument } from "#lib/api/openapi/document.ts";
import { insertAudit } from "#lib/testing/auditRows.ts";
import { insertFleet, loadBalancerArn } from "#lib/testing/fleetRows.ts";
import { processDatabase } from "#lib/testing/rows.ts";

interface Parameter {
  name: string;
  in: string;
  schema: { type: string; enum?: string[]; items?: { enum?: string[]; pattern?: string }; format?: string };
}
interface Operation {
  parameters: Parameter[];
  responses: Record<string, { content: Record<string, { schema: { $ref?: string } }> }>;
}

const db = processDatabase();
const document = openApiDocument() as {
  openapi: string;
  paths: Record<string, { get?: Operation; post?: Operation }>;
  components: { schemas: Record<string, object> };
};
const paths = Object.keys(document.paths);
const readPaths = paths.filter((path) => document.paths[path]?.get);
let snapshotId = "";
const ids: Record<string, string> = {
  "/api/v1/accounts/{id}/checks": "111111111111",
  "/api/v1/alerts/{id}": "a1",
  "/api/v1/endpoints/{id}": "vpce-1",
  "/api/v1/endpoints/{id}/metrics": "vpce-1",
  "/api/v1/endpoints/{id}/probes": "vpce-1",
  "/api/v1/endpoints/{id}/diagnosis": "vpce-1",
  "/api/v1/slos/{id}": "m2-connect",
  "/api/v1/slos/{id}/openslo": "m2-connect",
  "/api/v1/load-balancers/{id}": loadBalancerArn,
};

/** Where the fleet has not one row of a kind: of scopes, one for each collector. */
const rowsOf: Record<string, number> = {
  "/api/v1/audits/{id}/coverage": 7,
};

const routeFile = (path: string) =>
  `app${path.replace("load-balancers/{id}", "load-balancers/[...id]").replace("{id}", "[id]")}/route.ts`;

type Route = (request: Request, context: { params: Promise<unknown> }) => Promise<Response>;

async function call(path: string, query = "", method = "GET"): Promise<Response> {
  const route = (await import(/* @vite-ignore */ resolve(routeFile(path)))) as Record<string, Route>;
  const id = path.includes("/audits/") ? snapshotId : ids[path];
  const url = `http://x${path.replace("{id}", encodeURIComponent(id ?? ""))}${query}`;
  const params = { id: path.includes("load-balancers") ? id?.split("/") : id };
  const handler = route[method];
  if (!handler) throw new Error(`${path} has no ${method}`);
  return handler(new Request(url, { method }), { params: Promise.resolve(params) });
}

/** The document's own schema, read back by another reader than the one that wrote it. */
function documented(reference: string) {
  const inline = (value: unknown) =>
    JSON.parse(JSON.stringify(value).replaceAll("#/components/schemas/", "#/$defs/"));
  return z.fromJSONSchema({
    ...inline({ $ref: reference }),
    $defs: inline(document.components.schemas),
  });
}

beforeAll(async () => {
  await insertFleet(db);
  snapshotId = await insertAudit(db);
});

describe("the OpenAPI document", () => {
  it("is OpenAPI 3.1, and JSON", () => {
    expect(document.openapi).toBe("3.1.0");
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });

  it("describes every route, and only routes that exist", () => {
    const files = globSync("app/{api,metrics}/**/route.ts").filter((file) => !file.includes("[[...path]]"));
    expect(paths.map(routeFile).toSorted()).toEqual(files.toSorted());
  });

  it("is what every answer is held against in these tests", async () => {
    const { GET } = await import("./quotas/route.ts");
    const nowhere = GET(new Request("http://x/api/v1/nowhere"), { params: Promise.resolve({}) });
    await expect(nowhere).rejects.toThrow("has no such operation");
  });

  it("refers only to schemas that it has", () => {
    expect(Object.keys(document.components.schemas)).not.toContain("__shared");
    const references = JSON.stringify(document).match(/#\/components\/schemas\/\w+/g) ?? [];
    for (const reference of references)
      expect(Object.keys(document.components.schemas)).toContain(reference.split("/").at(-1));
  });
});

describe.each(readPaths)("%s", (path) => {
  const operation = document.paths[path]?.get as Operation;

  it("answers what the document says", async () => {
    const response = await call(path);
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toContain("no-store");
    const [[type, content] = []] = Object.entries(operation.responses["200"]?.content ?? {});
    expect(response.headers.get("content-type")).toContain(type);
    const body = await response.text();
    const reference = content?.schema.$ref;
    if (reference) expect(documented(reference).parse(JSON.parse(body))).toEqual(JSON.parse(body));
    if (reference?.endsWith("Page")) expect(JSON.parse(body).items).toHaveLength(rowsOf[path] ?? 1);
  });

  it("accepts every parameter of the document", async () => {
    for (const parameter of operation.parameters) {
      if (parameter.in !== "query" || parameter.name === "tag" || parameter.name === "cursor") continue;
      const { status, body } = await sample(path, parameter);
      expect(status, `${parameter.name}: ${body}`).toBe(200);
    }
  });

  it("answers 400 with the field for a parameter that is not in it", async () => {
    // Health and metrics take whatever a prober puts behind the question mark.
    if (!path.startsWith("/api/v1/") || path.endsWith("openapi.json")) return;
    const response = await call(path, "?nonsense=1");
    expect(response.status).toBe(400);
    const problem = await response.json();
    expect(documented("#/components/schemas/Problem").parse(problem)).toEqual(problem);
    expect(problem.field).toBe("nonsense");
  });

  it("answers 405 to other methods", async () => {
    const taken = document.paths[path]?.post;
    for (const method of ["POST", "PUT", "PATCH", "DELETE"].slice(taken ? 1 : 0)) {
      const response = await call(path, "", method);
      expect(response.status).toBe(405);
      expect(response.headers.get("allow")).toBe(taken ? "GET, HEAD, POST, OPTIONS" : "GET, HEAD, OPTIONS");
      expect(await response.json()).toMatchObject({ title: "Method Not Allowed", status: 405 });
    }
    expect((await call(path, "", "OPTIONS")).status).toBe(204);
    const head = await call(path, "", "HEAD");
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });
});

async function sample(path: string, { name, schema }: Parameter) {
  const allowed = schema.enum ?? schema.items?.enum;
  const time =
    /At$|Seen$|Timestamp|Time$|Date$|[a-z](From|To|Of|eDay)$|Until$|^since$|\.(from|to)$|watermark|^asOf|^counted|On$/.test(
      name,
    ) || schema.format;
  const number = schema.type === "integer" || schema.items?.pattern || /\.(min|max)$/.test(name);
  if (name === "with") return { status: (await call(path, `?with=${snapshotId}`)).status, body: "" };
  if (name === "vpcEndpointId" && path.endsWith("/what-if"))
    return { status: (await call(path, "?vpcEndpointId=vpce-1")).status, body: "" };
  const values = allowed ?? [time ? "2026-11-18" : number ? "7" : "x"];
  for (const value of values) {
    const response = await call(path, `?${name}=${encodeURIComponent(value)}`);
    const body = await response.text();
    if (response.status !== 200) return { status: response.status, body: `${value} ${body}` };
  }
  return { status: 200, body: "" };
}
