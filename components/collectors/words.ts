import type { Status } from "#components/ui/StatusMark.tsx";
import type { ScopeState } from "#lib/runs/scopeStates.ts";

/** How a scope's state is drawn: each has a shape of its own. */
export const stateMarks: Record<ScopeState, Status> = {
  failed: "bad",
  partial: "warn",
  overdue: "unknown",
  waiting: "busy",
  skipped: "none",
  fresh: "ok",
};

/** What it says to a reader. */
export const stateWords: Record<ScopeState, string> = {
  failed: "failed",
  partial: "partly failed",
  overdue: "overdue",
  waiting: "not attempted yet",
  skipped: "skipped",
  fresh: "fresh",
};

const outcomeMarks: Record<string, Status> = {
  success: "ok",
  partial: "warn",
  failed: "bad",
  skipped: "none",
};

/** How a run's outcome is drawn; null is a run that has not ended. */
export const outcomeMark = (outcome: string | null): Status =>
  outcome === null ? "busy" : (outcomeMarks[outcome] ?? "unknown");

/** The column of scopes that belong to an account as a whole. */
export const regionName = (region: string) => (region === "global" ? "account" : region);
