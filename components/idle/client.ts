import { sendEntry } from "#components/ui/sendEntry.ts";
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
export const sendDecisions = (form: DecisionForm, rows: readonly DecidedRow[]) =>
  sendEntry("/api/v1/idle-decisions", {
    ...form,
    items: rows.map(({ resourceId, subnetId }) => ({ resourceId, ...(subnetId && { subnetId }) })),
  });
