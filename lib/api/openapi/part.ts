import type { z } from "zod";
import type { ListDefinition } from "../list/definition.ts";

export type Json = Record<string, unknown>;
// biome-ignore lint/suspicious/noExplicitAny: lists of every kind of item stand side by side.
export type AnyList = ListDefinition<any>;

/** Status codes of problems that an operation may answer; another method than it has is a 405. */
export type ProblemStatus = 400 | 401 | 403 | 404 | 408 | 409 | 413 | 414 | 415 | 421 | 429 | 431 | 500 | 503;

/** An answer or a body of no schema of ours: its media type, and how it looks. */
export interface Text {
  type: string;
  /** A string, unless this says otherwise. */
  schema?: Json;
  example: unknown;
}

/** One method of one path. Its schemas are those that the handler parses and writes with. */
export interface Operation {
  summary: string;
  description?: string;
  parameters?: Json[];
  /** What is sent; the example is checked against the schema. */
  body?: { schema: z.ZodType; example: unknown; type?: string } | Text;
  /** What success answers; absent where it answers nothing (204). A schema needs an id: `.meta({ id })`. */
  answer?: z.ZodType | Text;
  /** In place of the example that is made from the schema. */
  answerExample?: unknown;
  /** Of success; 200 with an answer and 204 without, when absent. */
  status?: 200 | 201 | 202;
  /** 400 when absent; what any request may be answered needs no naming. */
  problems?: ProblemStatus[];
  /** Problem-like answers of another shape. */
  otherwise?: Partial<Record<ProblemStatus, { description: string; answer: z.ZodType }>>;
}

export type Method = "get" | "post" | "put" | "patch" | "delete";

/** What one domain adds to the API. The document is put together from all of them in `parts.ts`. */
export interface ApiPart {
  /** As readers of the document find it: a word or two. */
  name: string;
  description: string;
  /** Each gives `/api/v1/<name>` and `/api/v1/<name>.csv`. */
  lists?: AnyList[];
  /** By path; a path of a list may be given more methods. */
  paths?: Record<string, Partial<Record<Method, Operation>>>;
  /** Schemas inside those of the operations that are to have a name of their own. */
  schemas?: z.ZodType[];
}

export const text = { type: "string" };
export const time = { type: "string", format: "date-time" };

/** What most reads of one thing may answer. */
export const problemsOfOne: ProblemStatus[] = [400, 404, 503];
/** What most entries of people and programs may answer; with 404 where the path has an id. */
export const problemsOfEntry: ProblemStatus[] = [400, 403, 413, 415, 503];
export const problemsOfEntryToOne: ProblemStatus[] = [400, 403, 404, 413, 415, 503];

export function queryParameter(name: string, schema: Json, description?: string): Json {
  return { name, in: "query", required: false, schema, ...(description && { description }) };
}

/** A parameter that may be repeated, each a word of a closed set. */
export function repeatedParameter(name: string, words: readonly string[]): Json {
  const schema = { type: "array", items: { type: "string", enum: [...words] } };
  return { ...queryParameter(name, schema, "Repeat for OR."), style: "form", explode: true };
}

export function pathParameter(name: string, description: string, example: string): Json {
  return { name, in: "path", required: true, schema: text, description, example };
}

export const isSchema = (value: z.ZodType | object): value is z.ZodType => "safeParse" in value;
