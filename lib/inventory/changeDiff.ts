import type { DiffLine } from "./diffLine.ts";
import { policyDiff } from "./policyDiff.ts";
import { actionLines, dnsLines, routeLines, ruleLines } from "./ruleWords.ts";

/** A change as people read it: one value for another, or lines that came and went. */
export type ChangeDiff =
  | { kind: "value"; before: string | null; after: string | null }
  | { kind: "lines"; lines: DiffLine[] };

const longValue = 60;
const contextLines = 2;
const mostCells = 4_000_000;

/** Fields whose items read better in words: rules, routes, actions, names. Those that stayed are left out. */
const itemWords: Record<string, (items: unknown[]) => string[]> = {
  ipPermissions: (items) => ruleLines(items, "from"),
  ipPermissionsEgress: (items) => ruleLines(items, "to"),
  routes: routeLines,
  defaultActions: actionLines,
  dnsEntries: dnsLines,
};

/**
 * How a field's value before and after differ. Sets and tags by item, policies by statement, rules and routes in words,
 * other JSON by line.
 */
export function changeDiff(before: unknown, after: unknown, field: string | null = null): ChangeDiff {
  const [old, now] = [unwrapped(before), unwrapped(after)];
  const words = itemWords[field ?? ""];
  if (words && isListOrNull(old) && isListOrNull(now))
    return { kind: "lines", lines: diffItems(words, old, now) };
  if (field === "policyDocument") {
    const lines = policyDiff(old ?? null, now ?? null);
    if (lines) return { kind: "lines", lines };
  }
  if (isScalarList(old) && isScalarList(now)) return { kind: "lines", lines: diffSets(old, now) };
  if (isStringMap(old) && isStringMap(now)) return { kind: "lines", lines: diffMaps(old, now) };
  const [oldText, newText] = [asText(old), asText(now)];
  const isLong = [oldText, newText].some(
    (text) => text !== null && (text.length > longValue || text.includes("\n")),
  );
  if (!isLong || oldText === null || newText === null)
    return { kind: "value", before: oldText, after: newText };
  return { kind: "lines", lines: withContext(diffLines(oldText.split("\n"), newText.split("\n"))) };
}

/** A policy is stored as the text that AWS gave; its JSON reads better. */
function unwrapped(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function asText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return value;
  return typeof value === "object" ? JSON.stringify(value, null, 2) : String(value);
}

const isListOrNull = (value: unknown): value is unknown[] | null | undefined =>
  value === null || value === undefined || Array.isArray(value);

function diffItems(
  words: (items: unknown[]) => string[],
  before: unknown[] | null | undefined,
  after: unknown[] | null | undefined,
): DiffLine[] {
  const lines = diffSets(words(before ?? []), words(after ?? []));
  const moved = (["removed", "added"] as const).flatMap((kind) => lines.filter((line) => line.kind === kind));
  const same = lines.length - moved.length;
  if (moved.length === 0)
    return [{ kind: "same", text: "the same, in another order or in fields not shown" }];
  return same === 0 ? moved : [...moved, { kind: "same", text: `… ${same} unchanged` }];
}

const isScalar = (value: unknown) => ["string", "number", "boolean"].includes(typeof value);
const isScalarList = (value: unknown): value is (string | number | boolean)[] =>
  Array.isArray(value) && value.every(isScalar);

function isStringMap(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(isScalar)
  );
}

function diffSets(before: unknown[], after: unknown[]): DiffLine[] {
  const [old, now] = [new Set(before.map(String)), new Set(after.map(String))];
  return [...new Set([...old, ...now])].map((text) => ({
    kind: !now.has(text) ? "removed" : old.has(text) ? "same" : "added",
    text,
  }));
}

function diffMaps(before: Record<string, unknown>, after: Record<string, unknown>): DiffLine[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return keys.flatMap((key): DiffLine[] => {
    const [old, now] = [before[key], after[key]];
    // What stayed is no news: an endpoint has dozens of tags.
    if (old === now) return [];
    const line = (kind: DiffLine["kind"], value: unknown): DiffLine[] =>
      value === undefined ? [] : [{ kind, text: `${key} = ${String(value)}` }];
    return [...line("removed", old), ...line("added", now)];
  });
}

/** The shortest edit from one list of lines to another, by their longest common subsequence. */
function diffLines(before: string[], after: string[]): DiffLine[] {
  const removed = before.map((text): DiffLine => ({ kind: "removed", text }));
  const added = after.map((text): DiffLine => ({ kind: "added", text }));
  // Beyond any policy that AWS takes: whole texts are as good, and do not stop the page.
  if (before.length * after.length > mostCells) return [...removed, ...added];
  const width = after.length + 1;
  const common = new Uint32Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      common[i * width + j] =
        before[i] === after[j]
          ? (common[(i + 1) * width + j + 1] as number) + 1
          : Math.max(common[(i + 1) * width + j] as number, common[i * width + j + 1] as number);
    }
  }
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < before.length && j < after.length) {
    if (before[i] === after[j]) {
      lines.push({ kind: "same", text: before[i] as string });
      i++;
      j++;
    } else if ((common[(i + 1) * width + j] as number) >= (common[i * width + j + 1] as number)) {
      lines.push(removed[i++] as DiffLine);
    } else lines.push(added[j++] as DiffLine);
  }
  return [...lines, ...removed.slice(i), ...added.slice(j)];
}

/** Unchanged lines only near a change; `…` stands for the others. */
function withContext(lines: DiffLine[]): DiffLine[] {
  const near = lines.map((_, index) =>
    lines
      .slice(Math.max(0, index - contextLines), index + contextLines + 1)
      .some(({ kind }) => kind !== "same"),
  );
  return lines.flatMap((line, index): DiffLine[] => {
    if (near[index]) return [line];
    return index === 0 || near[index - 1] ? [{ kind: "same", text: "…" }] : [];
  });
}
