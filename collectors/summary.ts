import type { Evaluated } from "#lib/evaluations/schema.ts";
import { explainFailure } from "#lib/runs/compute.ts";
import type { ScopeRun } from "./runner.ts";

const columns = [
  "collector",
  "account",
  "region",
  "outcome",
  "resources",
  "new",
  "changed",
  "gone",
  "calls",
  "error",
];
const rightAligned = new Set(["resources", "new", "changed", "gone", "calls"]);

/** A table of runs, one line per scope, and a last line that adds them up. */
export function summaryOf(runs: ScopeRun[]): string {
  const rows = runs.toSorted(inOrder).map(cellsOf);
  const widths = columns.map((name, i) =>
    Math.max(name.length, ...rows.map((cells) => cells[i]?.length ?? 0)),
  );
  const line = (cells: string[]) =>
    cells
      .map((cell, i) => {
        if (i === columns.length - 1) return cell;
        const width = widths[i] ?? 0;
        return rightAligned.has(columns[i] ?? "") ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  return [line(columns), ...rows.map(line), "", totals(runs)].join("\n");
}

function inOrder(a: ScopeRun, b: ScopeRun): number {
  const key = ({ scope }: ScopeRun) => `${scope.accountId} ${scope.region} ${scope.collector}`;
  return key(a) < key(b) ? -1 : 1;
}

function cellsOf(run: ScopeRun): string[] {
  const { scope } = run;
  return [
    scope.collector,
    scope.accountId,
    scope.region,
    run.busy ? "busy" : run.outcome,
    String(run.resources),
    String(run.created),
    String(run.modified),
    String(run.gone),
    String(run.apiCalls),
    run.busy ? "another process is collecting it" : errorOf(run),
  ];
}

function errorOf({ scope, failure, outcome }: ScopeRun): string {
  if (!failure) return "";
  const { summary } = explainFailure({
    ...scope,
    errorClass: failure.errorClass,
    errorCode: failure.code,
    errorMessage: failure.message,
  });
  if (outcome === "skipped") return summary;
  return `${summary} ${failure.message}`;
}

function totals(runs: ScopeRun[]): string {
  const count = (outcome: string) => runs.filter((run) => !run.busy && run.outcome === outcome).length;
  const sum = (of: (run: ScopeRun) => number) => runs.reduce((total, run) => total + of(run), 0);
  const dollars = sum(({ costUsd }) => costUsd);
  return (
    `${runs.length} scopes: ${count("success")} succeeded, ${count("partial")} partly, ${count("failed")} failed, ` +
    `${count("skipped")} skipped; ${sum((run) => run.apiCalls)} calls, $${dollars.toFixed(4)} asked of AWS.`
  );
}

/** What was judged after the collecting, in one line. */
export function evaluationsLine(evaluated: Evaluated[]): string {
  const each = evaluated.map(({ name, outcome, result, error }) =>
    outcome === "success" ? `${name} ${result.judged}` : `${name} failed (${error})`,
  );
  return `Judged: ${each.join(", ")}.`;
}
