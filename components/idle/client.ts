import type { FieldError } from "#lib/api/problem.ts";
import type { Decision } from "#lib/idle/schema.ts";
import type { DecidedRow } from "./decide.ts";

/** A decision as it is entered. */
export interface DecisionForm {
  decision: Decision;
  reason: string;
  by: string;
  keepUntil?: string;
}

/** Decides about rows, about all or none of them. What is refused comes with the fields, or else as a sentence. */
export async function sendDecisions(
  form: DecisionForm,
  rows: readonly DecidedRow[],
): Promise<{ done: true } | { problem: string; errors: FieldError[] }> {
  const items = rows.map(({ resourceId, subnetId }) => ({ resourceId, ...(subnetId && { subnetId }) }));
  try {
    const response = await fetch("/api/v1/idle-decisions", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...form, items }),
    });
    if (response.ok) return { done: true };
    const problem = await response.json();
    return {
      problem: problem.detail ?? problem.title ?? `The server answered ${response.status}.`,
      errors: problem.errors ?? [],
    };
  } catch {
    return { problem: "The server could not be reached; nothing was decided.", errors: [] };
  }
}
