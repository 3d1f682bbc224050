import type { DiffLine } from "./diffLine.ts";

/** A statement by element: `Principal AWS arn:…`, one text each, so that order and lists of one do not matter. */
interface Statement {
  sid: string | undefined;
  effect: string;
  elements: Set<string>;
}

/**
 * How two policy documents differ, statement by statement: what came and went of Principal, Action, Resource and
 * Condition. Order, spacing and a list of one against a text are no difference. Undefined where one of them is no
 * policy; null is no policy document at all and compares as one without statements.
 * Rules: IAM User Guide, "Grammar of the IAM JSON policy language".
 */
export function policyDiff(before: unknown, after: unknown): DiffLine[] | undefined {
  const [old, now] = [statementsOf(before), statementsOf(after)];
  if (!old || !now) return undefined;
  const { pairs, removed, added } = pairUp(old, now);
  const lines: DiffLine[] = [];
  if (versionOf(before) !== versionOf(after)) {
    if (before !== null) lines.push({ kind: "removed", text: `Version ${versionOf(before)}` });
    if (after !== null) lines.push({ kind: "added", text: `Version ${versionOf(after)}` });
  }
  for (const [one, other] of pairs) lines.push(...statementDiff(one, other));
  for (const statement of removed) lines.push(...whole(statement, "removed"));
  for (const statement of added) lines.push(...whole(statement, "added"));
  if (lines.length === 0) return [{ kind: "same", text: "the same statements, written differently" }];
  const same = pairs.filter(([one, other]) => statementDiff(one, other).length === 0).length;
  if (same > 0)
    lines.push({ kind: "same", text: `… ${same} ${same === 1 ? "statement" : "statements"} unchanged` });
  return lines;
}

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (value: unknown): unknown[] => (value === undefined || value === null ? [] : [value].flat());
const textOf = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
const versionOf = (document: unknown) => (isFields(document) ? textOf(document.Version ?? "2008-10-17") : "");

function statementsOf(document: unknown): Statement[] | undefined {
  if (document === null || document === undefined) return [];
  if (!isFields(document) || !("Statement" in document)) return undefined;
  const statements = listOf(document.Statement);
  return statements.every(isFields) ? statements.map(readStatement) : undefined;
}

function readStatement(statement: Fields): Statement {
  const elements = new Set<string>();
  for (const [name, value] of Object.entries(statement)) {
    if (name === "Sid" || name === "Effect") continue;
    for (const text of textsOf(value)) elements.add(`${name} ${text}`);
  }
  return {
    sid: statement.Sid ? textOf(statement.Sid) : undefined,
    effect: textOf(statement.Effect),
    elements,
  };
}

/** `"*"` → `*`; `{AWS: [a, b]}` → `AWS a`, `AWS b`; `{StringEquals: {k: v}}` → `StringEquals k = v`. */
function textsOf(value: unknown): string[] {
  if (!isFields(value)) return listOf(value).map(textOf);
  return Object.entries(value).flatMap(([key, inner]) =>
    isFields(inner)
      ? Object.entries(inner).flatMap(([name, values]) =>
          listOf(values).map((one) => `${key} ${name} = ${textOf(one)}`),
        )
      : listOf(inner).map((one) => (key === "AWS" && one === "*" ? "*" : `${key} ${textOf(one)}`)),
  );
}

/** Statements of equal content first, then of equal Sid, then of the same effect that share most. */
function pairUp(before: Statement[], after: Statement[]) {
  const pairs: [Statement, Statement][] = [];
  const [removed, added] = [[...before], [...after]];
  const take = (score: (one: Statement, other: Statement) => number) => {
    for (const one of [...removed]) {
      const best = added
        .map((other) => ({ other, points: score(one, other) }))
        .filter(({ points }) => points > 0)
        .toSorted((a, b) => b.points - a.points)[0];
      if (!best) continue;
      pairs.push([one, best.other]);
      removed.splice(removed.indexOf(one), 1);
      added.splice(added.indexOf(best.other), 1);
    }
  };
  take((one, other) => (statementDiff(one, other).length === 0 ? 1 : 0));
  take((one, other) => (one.sid !== undefined && one.sid === other.sid ? 1 : 0));
  take((one, other) =>
    one.effect === other.effect ? [...one.elements].filter((text) => other.elements.has(text)).length : 0,
  );
  return { pairs, removed, added };
}

const without = (texts: Set<string>, others: Set<string>) => [...texts].filter((text) => !others.has(text));
const titleOf = ({ sid, effect }: Statement) => `${effect}${sid ? ` “${sid}”` : ""}`;

function statementDiff(before: Statement, after: Statement): DiffLine[] {
  const line = (kind: DiffLine["kind"]) => (text: string) => ({ kind, text: `  ${text}` });
  const lines: DiffLine[] = [
    ...without(before.elements, after.elements).sort().map(line("removed")),
    ...without(after.elements, before.elements).sort().map(line("added")),
  ];
  const [old, now] = [titleOf(before), titleOf(after)];
  if (old !== now) return [{ kind: "removed", text: old }, { kind: "added", text: now }, ...lines];
  return lines.length === 0 ? [] : [{ kind: "same", text: now }, ...lines];
}

function whole(statement: Statement, kind: "removed" | "added"): DiffLine[] {
  return [titleOf(statement), ...[...statement.elements].map((text) => `  ${text}`)].map((text) => ({
    kind,
    text,
  }));
}
