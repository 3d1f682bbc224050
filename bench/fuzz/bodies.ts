import fc from "fast-check";
import { hostileJson, hostileText } from "./values.ts";

/** As much of JSON Schema as bodies are described with. */
export interface JsonSchema {
  $ref?: string;
  type?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
}

/** Bodies that have the shape of `schema` and hostile values in it; now and then something else altogether. */
export function bodiesOf(schema: JsonSchema, components: Record<string, JsonSchema>): fc.Arbitrary<string> {
  const shaped = valuesOf(schema, components, 0).map((value) => JSON.stringify(value) ?? "");
  const broken = fc.constantFrom(
    "",
    "{",
    "null",
    "[]",
    "\0",
    '{"a":1}{',
    `{"a":${"[".repeat(20_000)}`,
    '{"__proto__":{"x":1}}',
  );
  return fc.oneof(
    { weight: 8, arbitrary: shaped },
    { weight: 1, arbitrary: hostileJson.map((value) => JSON.stringify(value) ?? "") },
    { weight: 1, arbitrary: broken },
    {
      weight: 1,
      arbitrary: fc.integer({ min: 60_000, max: 70_000 }).map((length) => `{"note":"${"x".repeat(length)}"}`),
    },
  );
}

function valuesOf(
  schema: JsonSchema,
  components: Record<string, JsonSchema>,
  depth: number,
): fc.Arbitrary<unknown> {
  const hostile = { weight: 1, arbitrary: hostileJson };
  const or = (arbitrary: fc.Arbitrary<unknown>) => fc.oneof({ weight: 4, arbitrary }, hostile);
  if (depth > 6) return hostileJson;
  if (schema.$ref) {
    const target = components[schema.$ref.split("/").at(-1) ?? ""];
    return target ? valuesOf(target, components, depth + 1) : hostileJson;
  }
  if (schema.const !== undefined) return or(fc.constant(schema.const));
  if (schema.enum) return or(fc.constantFrom(...schema.enum));
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return or(fc.oneof(...choices.map((one) => valuesOf(one, components, depth + 1))));
  switch (schema.type) {
    case "object":
      return or(objectsOf(schema.properties ?? {}, components, depth));
    case "array":
      return or(fc.array(valuesOf(schema.items ?? {}, components, depth + 1), { maxLength: 3 }));
    case "integer":
    case "number":
      return or(fc.oneof(fc.integer({ min: -5, max: 500 }), fc.double()));
    case "boolean":
      return or(fc.boolean());
    default:
      return hostileText;
  }
}

function objectsOf(
  properties: Record<string, JsonSchema>,
  components: Record<string, JsonSchema>,
  depth: number,
): fc.Arbitrary<unknown> {
  const record = Object.fromEntries(
    Object.entries(properties).map(([name, one]) => [name, valuesOf(one, components, depth + 1)]),
  );
  const known = fc.record(record, { requiredKeys: [] });
  const withMore = fc
    .tuple(known, hostileText, hostileJson)
    .map(([body, name, value]) => ({ ...body, [name]: value }));
  return fc.oneof({ weight: 6, arbitrary: known }, { weight: 1, arbitrary: withMore });
}
