/** The query language of Logs Insights, as far as collectors use it. */
import { AwsError } from "../protocols/errors.ts";
import { type Token, tokenize } from "./tokens.ts";

export type Comparison = "=" | "!=" | "<" | "<=" | ">" | ">=";

export type Condition =
  | { kind: "and" | "or"; parts: Condition[] }
  | { kind: "not"; part: Condition }
  | { kind: "compare"; field: string; operator: Comparison; value: string | number }
  | { kind: "in"; field: string; values: (string | number)[] }
  | { kind: "like"; field: string; pattern: RegExp }
  | { kind: "present"; field: string };

export interface Aggregate {
  name: string;
  function: "count" | "sum" | "min" | "max" | "avg" | "count_distinct" | "earliest" | "latest";
  field?: string;
}

/** A field to group by, or a span of time. */
export interface Grouping {
  name: string;
  field?: string;
  binMs?: number;
}

export type Command =
  | { kind: "fields"; names: string[] }
  | { kind: "parse"; field: string; pattern: RegExp; names: string[] }
  | { kind: "filter"; condition: Condition }
  | { kind: "stats"; aggregates: Aggregate[]; groups: Grouping[] }
  | { kind: "sort"; keys: { name: string; descending: boolean }[] }
  | { kind: "limit"; count: number };

const AGGREGATES = new Set(["count", "sum", "min", "max", "avg", "count_distinct", "earliest", "latest"]);
const UNITS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads a query. @throws AwsError MalformedQueryException where it is not understood. */
export function parseQuery(text: string): Command[] {
  const reader = new Reader(tokenize(text));
  const commands: Command[] = [];
  do {
    if (reader.done) break;
    commands.push(readCommand(reader));
  } while (reader.take("|"));
  if (!reader.done) throw malformed(reader.peek());
  if (commands.length === 0) throw new AwsError("MalformedQueryException", "The query is empty");
  return commands;
}

function readCommand(reader: Reader): Command {
  const name = reader.word().toLowerCase();
  switch (name) {
    case "fields":
    case "display":
      return { kind: "fields", names: reader.list(() => reader.named(reader.field())) };
    case "parse":
      return readParse(reader);
    case "filter":
      return { kind: "filter", condition: readOr(reader) };
    case "stats": {
      const aggregates = reader.list(() => readAggregate(reader));
      const groups = reader.take("by") ? reader.list(() => readGrouping(reader)) : [];
      return { kind: "stats", aggregates, groups };
    }
    case "sort":
      return { kind: "sort", keys: reader.list(() => readSortKey(reader)) };
    case "limit":
      return { kind: "limit", count: reader.number() };
    default:
      throw new AwsError("MalformedQueryException", `unexpected symbol found ${name}`);
  }
}

/** `parse @message "* *" as a, b`: each asterisk is a piece of the text. */
function readParse(reader: Reader): Command {
  const field = reader.field();
  const glob = reader.any();
  reader.expect("as");
  const names = reader.list(() => reader.field());
  const pieces = glob.split("*").map((piece) => piece.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  if (pieces.length !== names.length + 1) throw malformed({ text: glob, kind: "text" });
  return { kind: "parse", field, pattern: new RegExp(`^${pieces.join("(.*?)")}$`), names };
}

function readSortKey(reader: Reader): { name: string; descending: boolean } {
  const name = readGrouping(reader).name;
  const descending = reader.take("desc");
  if (!descending) reader.take("asc");
  return { name, descending };
}

function readAggregate(reader: Reader): Aggregate {
  const name = reader.word();
  if (!AGGREGATES.has(name.toLowerCase())) throw malformed({ text: name, kind: "word" });
  reader.expect("(");
  const all = reader.take("*");
  const field = all || reader.at(")") ? undefined : reader.field();
  reader.expect(")");
  const fallback = `${name}(${all ? "*" : (field ?? "")})`;
  return { name: reader.named(fallback), function: name.toLowerCase() as Aggregate["function"], field };
}

/** A field, `bin(5m)`, or an aggregate's own name such as `count(*)` in a sort. */
function readGrouping(reader: Reader): Grouping {
  const name = reader.field();
  if (!reader.take("(")) return { name: reader.named(name), field: name };
  const inner = reader.take("*") ? "*" : reader.at(")") ? "" : reader.any();
  reader.expect(")");
  const span = /^(\d+)([smhd])/.exec(inner);
  const called = reader.named(`${name}(${inner})`);
  if (name.toLowerCase() !== "bin") return { name: called };
  if (!span) throw malformed({ text: inner, kind: "word" });
  return { name: called, binMs: Number(span[1]) * (UNITS[span[2] as string] as number) };
}

function readOr(reader: Reader): Condition {
  const parts = [readAnd(reader)];
  while (reader.take("or")) parts.push(readAnd(reader));
  return parts.length === 1 ? (parts[0] as Condition) : { kind: "or", parts };
}

function readAnd(reader: Reader): Condition {
  const parts = [readTerm(reader)];
  while (reader.take("and")) parts.push(readTerm(reader));
  return parts.length === 1 ? (parts[0] as Condition) : { kind: "and", parts };
}

function readTerm(reader: Reader): Condition {
  if (reader.take("not")) return { kind: "not", part: readTerm(reader) };
  if (reader.take("(")) {
    const inner = readOr(reader);
    reader.expect(")");
    return inner;
  }
  const field = reader.field();
  if (field.toLowerCase() === "ispresent" && reader.take("(")) {
    const present = reader.field();
    reader.expect(")");
    return { kind: "present", field: present };
  }
  if (reader.take("not")) return { kind: "not", part: readTest(reader, field) };
  return readTest(reader, field);
}

function readTest(reader: Reader, field: string): Condition {
  if (reader.take("in")) {
    reader.expect("[");
    const values = reader.list(() => reader.value());
    reader.expect("]");
    return { kind: "in", field, values };
  }
  if (reader.take("like") || reader.take("=~")) return { kind: "like", field, pattern: reader.pattern() };
  const operator = reader.any();
  if (!["=", "!=", "<", "<=", ">", ">="].includes(operator))
    throw malformed({ text: operator, kind: "symbol" });
  return { kind: "compare", field, operator: operator as Comparison, value: reader.value() };
}

function malformed(token: Token | undefined): AwsError {
  return new AwsError("MalformedQueryException", `unexpected symbol found ${token?.text ?? "at the end"}`);
}

/** Goes through the tokens of a query. */
class Reader {
  readonly #tokens: Token[];
  #next = 0;

  constructor(tokens: Token[]) {
    this.#tokens = tokens;
  }

  get done(): boolean {
    return this.#next >= this.#tokens.length;
  }

  peek(): Token | undefined {
    return this.#tokens[this.#next];
  }

  at(text: string): boolean {
    const token = this.peek();
    return token !== undefined && token.kind !== "text" && token.text.toLowerCase() === text;
  }

  take(text: string): boolean {
    if (!this.at(text)) return false;
    this.#next++;
    return true;
  }

  expect(text: string): void {
    if (!this.take(text)) throw malformed(this.peek());
  }

  any(): string {
    const token = this.#tokens[this.#next++];
    if (!token) throw malformed(undefined);
    return token.text;
  }

  word(): string {
    if (this.peek()?.kind !== "word") throw malformed(this.peek());
    return this.any();
  }

  field(): string {
    return this.word();
  }

  number(): number {
    const number = Number(this.any());
    if (!Number.isInteger(number)) throw malformed(this.#tokens[this.#next - 1]);
    return number;
  }

  value(): string | number {
    const token = this.peek();
    const text = this.any();
    return token?.kind === "text" || Number.isNaN(Number(text)) ? text : Number(text);
  }

  pattern(): RegExp {
    const token = this.peek();
    const text = this.any();
    return token?.kind === "pattern"
      ? new RegExp(text)
      : new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  }

  list<T>(read: () => T): T[] {
    const items = [read()];
    while (this.take(",")) items.push(read());
    return items;
  }

  /** The name after `as`, or the one it has without. */
  named(fallback: string): string {
    return this.take("as") ? this.field() : fallback;
  }
}
