/** The part of PromQL that a collector sends: selectors, functions over time, one aggregation around. */

export interface Matcher {
  label: string;
  operator: "=" | "!=" | "=~" | "!~";
  value: string;
}

export type Expression =
  | { kind: "selector"; matchers: Matcher[] }
  | { kind: "range"; matchers: Matcher[]; seconds: number }
  | { kind: "overTime"; function: string; of: Expression & { kind: "range" } }
  | { kind: "aggregate"; function: string; by: string[]; of: Expression };

/** A query that is not understood; the message is shown to the caller. */
export class PromqlError extends Error {}

const OVER_TIME = /^(avg|min|max|sum|count|last)_over_time$/;
const AGGREGATES = new Set(["sum", "avg", "min", "max", "count"]);
const TOKEN =
  /\s*(?:([A-Za-z_:][\w:]*)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(\[[^\]]*\])|(!=|=~|!~|[={}(),]))/y;
const UNITS: Record<string, number> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
};

/** @throws PromqlError */
export function parsePromql(text: string): Expression {
  const parser = new Parser(text);
  const expression = parser.expression();
  parser.end();
  return expression;
}

/** @throws PromqlError for anything but `{…}` or `name{…}`. */
export function parseSelector(text: string): Matcher[] {
  const expression = parsePromql(text);
  if (expression.kind !== "selector") throw new PromqlError(`"${text}" is not a series selector`);
  return expression.matchers;
}

/** Seconds of `90`, `5m` or `1h30m`. @throws PromqlError */
export function parseDuration(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  const parts = [...text.matchAll(/(\d+)(ms|[smhdwy])/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join("") !== text)
    throw new PromqlError(`cannot parse "${text}" to a valid duration`);
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS[unit as string] as number), 0);
}

/** Whether a set of labels passes. A label that is missing is empty; patterns are anchored. */
export function matches(matchers: readonly Matcher[], labels: Readonly<Record<string, string>>): boolean {
  return matchers.every(({ label, operator, value }) => {
    const actual = labels[label] ?? "";
    if (operator === "=") return actual === value;
    if (operator === "!=") return actual !== value;
    return pattern(value).test(actual) === (operator === "=~");
  });
}

const patterns = new Map<string, RegExp>();

function pattern(text: string): RegExp {
  let found = patterns.get(text);
  if (!found) {
    if (patterns.size > 1000) patterns.clear();
    try {
      found = new RegExp(`^(?:${text})$`);
    } catch {
      throw new PromqlError(`error parsing regexp: ${text}`);
    }
    patterns.set(text, found);
  }
  return found;
}

class Parser {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  expression(): Expression {
    const name = this.#take(/^[A-Za-z_:]/);
    if (name !== undefined && OVER_TIME.test(name)) return this.#overTime(name);
    if (name !== undefined && AGGREGATES.has(name) && ["(", "by"].includes(this.#peek() ?? ""))
      return this.#aggregate(name);
    const matchers: Matcher[] = name === undefined ? [] : [{ label: "__name__", operator: "=", value: name }];
    if (this.#peek() === "{") matchers.push(...this.#matchers());
    if (matchers.length === 0) throw this.#unexpected();
    const range = this.#take(/^\[/);
    if (range === undefined) return { kind: "selector", matchers };
    return { kind: "range", matchers, seconds: parseDuration(range.slice(1, -1)) };
  }

  end(): void {
    if (this.#text.slice(this.#position).trim() !== "") throw this.#unexpected();
  }

  #overTime(name: string): Expression {
    this.#expect("(");
    const of = this.expression();
    this.#expect(")");
    if (of.kind !== "range")
      throw new PromqlError(`expected type range vector in call to function "${name}", got instant vector`);
    return { kind: "overTime", function: name.split("_")[0] as string, of };
  }

  #aggregate(name: string): Expression {
    let by = this.#by();
    this.#expect("(");
    const of = this.expression();
    this.#expect(")");
    if (by.length === 0) by = this.#by();
    return { kind: "aggregate", function: name, by, of };
  }

  #by(): string[] {
    if (this.#take(/^by$/) === undefined) return [];
    this.#expect("(");
    const names: string[] = [];
    for (let name = this.#take(/^[A-Za-z_]/); name !== undefined; name = this.#take(/^[A-Za-z_]/)) {
      names.push(name);
      this.#take(/^,$/);
    }
    this.#expect(")");
    return names;
  }

  #matchers(): Matcher[] {
    const found: Matcher[] = [];
    this.#expect("{");
    while (this.#peek() !== "}") {
      const label = this.#take(/^[A-Za-z_]/);
      const operator = this.#take(/^(=|!=|=~|!~)$/) as Matcher["operator"] | undefined;
      const value = this.#take(/^["']/);
      if (label === undefined || operator === undefined || value === undefined) throw this.#unexpected();
      found.push({ label, operator, value: value.slice(1, -1).replace(/\\(.)/g, "$1") });
      if (this.#take(/^,$/) === undefined && this.#peek() !== "}") throw this.#unexpected();
    }
    this.#expect("}");
    return found;
  }

  #next(): { text: string; end: number } | undefined {
    TOKEN.lastIndex = this.#position;
    const match = TOKEN.exec(this.#text);
    return match ? { text: match[0].trim(), end: TOKEN.lastIndex } : undefined;
  }

  #peek(): string | undefined {
    return this.#next()?.text;
  }

  #take(shape: RegExp): string | undefined {
    const token = this.#next();
    if (!token || !shape.test(token.text)) return undefined;
    this.#position = token.end;
    return token.text;
  }

  #expect(text: string): void {
    if (this.#peek() !== text) throw this.#unexpected();
    this.#position = this.#next()?.end as number;
  }

  #unexpected(): PromqlError {
    const at = this.#position + 1;
    return new PromqlError(`1:${at}: parse error: unexpected "${this.#peek() ?? "end of input"}"`);
  }
}
