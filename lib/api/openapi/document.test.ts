import { globSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { expect, it } from "vitest";
import { openApiDocument } from "./document.ts";

interface Content {
  schema: object;
  example?: unknown;
}
interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  parameters: { name: string; in: string; example?: unknown; schema: object }[];
  requestBody?: { content: Record<string, Content> };
  responses: Record<string, { $ref?: string; content?: Record<string, Content> }>;
}

const document = openApiDocument() as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: object; responses: Record<string, { content: Record<string, Content> }> };
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, path, operation })),
);

const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false, inlineRefs: false });
formats.default(ajv);
ajv.addSchema({ $id: "linkledger", components: { schemas: document.components.schemas } });

function mistakes({ schema, example }: Content): unknown[] {
  const { $ref } = schema as { $ref?: string };
  const check = ($ref && ajv.getSchema(`linkledger${$ref}`)) || ajv.compile(schema);
  return check(example) ? [] : (check.errors ?? []);
}

it("has an example of what is sent and of what is answered, as its schema has it", {
  timeout: 60_000,
}, () => {
  for (const { name, operation } of operations) {
    const bodies = Object.values(operation.requestBody?.content ?? {});
    const answers = Object.values(operation.responses).flatMap(({ content }) => Object.values(content ?? {}));
    for (const content of [...bodies, ...answers]) {
      expect(content.example, name).toBeDefined();
      expect(mistakes(content), `${name}: ${JSON.stringify(content.example)}`).toEqual([]);
    }
  }
});

it("names every part of a path, with an example", () => {
  for (const { name, path, operation } of operations) {
    const parts = operation.parameters.filter((one) => one.in === "path");
    expect(parts.map((one) => `{${one.name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
    for (const one of parts) expect(mistakes(one), name).toEqual([]);
  }
});

it("refers only to problems that are described", () => {
  for (const { operation } of operations)
    for (const { $ref } of Object.values(operation.responses))
      if ($ref) expect(Object.keys(document.components.responses)).toContain($ref.split("/").at(-1));
});

it("has examples of problems as they are answered", () => {
  for (const { content } of Object.values(document.components.responses))
    for (const one of Object.values(content)) expect(mistakes(one)).toEqual([]);
});

it("names every status that is answered before an operation is asked, and when to come back", () => {
  // Where a problem is made: problem(421, …), new ProblemError(429, …), { status: 431, … }.
  const made = /(?:\bproblem\(|ProblemError\(\s*|\bstatus[:=] ?)([45]\d\d)\b/g;
  const files = globSync("lib/{access,api,web}/**/*.ts").filter((file) => !/\.test\.|openapi/.test(file));
  const statuses = new Set(
    files.flatMap((file) => [...readFileSync(file, "utf8").matchAll(made)].map(([, status]) => status)),
  );
  for (const expected of ["408", "414", "421", "429", "431", "503"]) expect(statuses).toContain(expected);
  const described = Object.values(document.components.responses).flatMap(({ content }) =>
    Object.values(content).map(({ example }) => (example as { status: number }).status),
  );
  // Another method is no operation's, and 499 is for nobody.
  for (const status of statuses)
    if (status !== "405" && status !== "499") expect(described.map(String)).toContain(status);
  for (const { name, operation } of operations)
    for (const status of ["408", "414", "421", "429", "431", "500", "503"])
      expect(Object.keys(operation.responses), name).toContain(status);
  for (const response of ["TooManyRequests", "ServiceUnavailable"])
    expect(document.components.responses[response]).toHaveProperty("headers.Retry-After.schema.minimum", 1);
});

it("gives every operation a name of its own, and every schema a use", () => {
  const names = operations.map(({ operation }) => operation.operationId);
  expect(new Set(names).size).toBe(names.length);
  const text = JSON.stringify(document);
  for (const name of Object.keys(document.components.schemas))
    expect(text, `${name} is used by nothing`).toContain(`"#/components/schemas/${name}"`);
});
