import { AwsError } from "../protocols/errors.ts";

export interface Token {
  kind: "word" | "text" | "pattern" | "symbol";
  text: string;
}

const SHAPES: [kind: Token["kind"] | "skip", shape: RegExp][] = [
  ["skip", /\s+|#[^\n]*/y],
  ["text", /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/y],
  ["word", /`([^`]+)`/y],
  ["pattern", /\/((?:[^/\\]|\\.)+)\//y],
  ["word", /@?[A-Za-z_][\w.@-]*|-?\d+(?:\.\d+)?[smhd]?/y],
  ["symbol", /!=|<=|>=|=~|[|,()[\]=<>*+/-]/y],
];

/** Cuts a query into words, quoted text, patterns and symbols. @throws AwsError MalformedQueryException */
export function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  for (let position = 0; position < query.length; ) {
    const found = SHAPES.map(([kind, shape]) => {
      shape.lastIndex = position;
      return { kind, match: shape.exec(query) };
    }).find(({ match }) => match !== null);
    if (!found?.match)
      throw new AwsError(
        "MalformedQueryException",
        `unexpected symbol found ${query[position]} at ${position}`,
      );
    const { kind, match } = found;
    position += match[0].length;
    if (kind !== "skip") tokens.push({ kind, text: match[1] ?? match[2] ?? match[0] });
  }
  return tokens;
}
