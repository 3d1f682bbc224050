import { z } from "zod";
import type { Json } from "./part.ts";

/** The name of a schema in the document, given with `.meta({ id })`. Throws where it has none. */
export function idOf(schema: z.ZodType): string {
  const id = z.globalRegistry.get(schema)?.id;
  if (!id) throw new Error("a schema of the API has no id: give it one with .meta({ id })");
  return id;
}

export const referenceTo = (id: string) => ({ $ref: `#/components/schemas/${id}` });

/**
 * JSON Schemas by name; what is among them and inside another is referred to. `input`: as it may be sent, where what
 * has a default may be left out; otherwise as it is answered.
 */
export function componentSchemas(
  named: Iterable<z.ZodType>,
  io: "input" | "output" = "output",
): Record<string, Json> {
  const registry = z.registry<{ id: string }>();
  for (const schema of named) registry.add(schema, { id: idOf(schema) });
  const { schemas } = z.toJSONSchema(registry, { io, uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _dialect, $id: _id, ...schema }]) => [id, schema]),
  );
}
