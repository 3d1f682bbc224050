import type { FieldError } from "#lib/api/problem.ts";
import { formatUsd } from "#lib/format/money.ts";
import { formatCount } from "#lib/format/numbers.ts";
import type { Decision } from "#lib/idle/schema.ts";

/** A row of the list, as far as it matters for deciding about it. */
export interface DecidedRow {
  resourceId: string;
  subnetId: string;
  /** What people call it. */
  label: string;
  /** In words: endpoint, zone of an endpoint. */
  what: string;
  savingUsd: number | null;
  decision: Decision | null;
  /** What counted of it, with its words, so that it can be put back. */
  reason: string | null;
  keepUntil: string | null;
}

/** The same decision about some rows. */
export interface DecisionBatch {
  decision: Decision;
  reason: string;
  keepUntil?: string;
  rows: DecidedRow[];
}

/** What puts rows back to what counted when they were read: the earlier decision again, or none. */
export function takingBack(rows: readonly DecidedRow[]): DecisionBatch[] {
  const batches = Map.groupBy(rows, ({ decision, reason, keepUntil }) =>
    decision === null ? "" : JSON.stringify([decision, reason, keepUntil]),
  );
  return [...batches.values()].map((same) => {
    const { decision, reason, keepUntil } = same[0] as DecidedRow;
    if (decision === null) return { decision: "undo", reason: "Taken back at once.", rows: same };
    const until = decision === "keep" && keepUntil !== null ? { keepUntil } : {};
    return { decision, reason: reason ?? "As decided before.", ...until, rows: same };
  });
}

export const rowKey = ({ resourceId, subnetId }: Pick<DecidedRow, "resourceId" | "subnetId">) =>
  `${resourceId} ${subnetId}`;

/** What the rows save together; `unpriced` have no figure. */
export function savingOf(rows: readonly DecidedRow[]): { usd: number; unpriced: number } {
  return {
    usd: rows.reduce((sum, { savingUsd }) => sum + (savingUsd ?? 0), 0),
    unpriced: rows.filter(({ savingUsd }) => savingUsd === null).length,
  };
}

/** The saving in words, with what it leaves out. */
export function savingWords(rows: readonly DecidedRow[]): string {
  const { usd, unpriced } = savingOf(rows);
  if (unpriced === rows.length) return "what they cost is not known";
  const left = unpriced > 0 ? `, ${formatCount(unpriced)} without a figure left out` : "";
  return `${formatUsd(usd)} a month, ${formatUsd(usd * 12)} a year${left}`;
}

/** What a decision does, said before it is taken. */
export function consequence(decision: Decision, rows: readonly DecidedRow[]): string {
  const one = rows.length === 1;
  const [it, stays, comes] = one ? ["It", "stays", "comes"] : ["They", "stay", "come"];
  switch (decision) {
    case "keep":
      return `Nothing is changed in AWS. ${it} ${stays} out of what could be saved until the day below, and then ${comes} back by ${one ? "itself" : "themselves"}. Meanwhile: ${savingWords(rows)}.`;
    case "retire":
      return `Linkledger deletes nothing: it puts on record that you are going to. Once a complete listing no longer has ${one ? "it" : "them"}, the saving counts as realized: ${savingWords(rows)}.`;
    case "retired":
      return `Holds for what a complete listing no longer has; anything that is still there is refused. Counts as saved: ${savingWords(rows)}.`;
    case "undo":
      return `The last decision about ${one ? "it" : "each"} no longer counts, and ${one ? "it is" : "they are"} back in what could be saved. Both stay on record.`;
  }
}

/** Refusals of single rows, by the row's key, and those of fields that are the same for all. */
export function refusals(
  errors: readonly FieldError[],
  rows: readonly DecidedRow[],
): { rows: Map<string, string>; fields: Map<string, string> } {
  const found = { rows: new Map<string, string>(), fields: new Map<string, string>() };
  for (const { field, message } of errors) {
    const place = /^items\[(\d+)\]/.exec(field)?.[1];
    const row = place === undefined ? undefined : rows[Number(place)];
    if (row) found.rows.set(rowKey(row), message);
    else found.fields.set(field, message);
  }
  return found;
}

/** The day so many days from now, UTC, as an input of a date takes it. */
export const dayFrom = (now: Date, days: number) =>
  new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
