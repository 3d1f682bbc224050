import { globalRegion } from "./schema.ts";
import type { ScopeCount } from "./scopeData.ts";
import { type ScopeState, scopeStates } from "./scopeStates.ts";

/** What the scopes of one account and region come to: the worst state, and how many are in it. Null: no scope there. */
export type MatrixCell = { state: ScopeState; scopes: number; of: number } | null;

export interface MatrixRow {
  accountId: string;
  accountName: string | null;
  /** In the order of the matrix's regions. */
  cells: MatrixCell[];
  /** The worst state of the row. */
  worst: ScopeState;
  troubled: number;
}

export interface Matrix {
  /** Regions by number of scopes; `global`, for what belongs to the account, comes first. */
  regions: string[];
  /** Worst first, then by name. */
  rows: MatrixRow[];
  counts: Record<ScopeState, number>;
}

const rankOf = (state: ScopeState) => scopeStates.indexOf(state);
const isTrouble = (state: ScopeState) => rankOf(state) <= rankOf("overdue");

/** Accounts × regions, each cell with its worst state. */
export function prepareMatrix(counts: ScopeCount[]): Matrix {
  const sizes = new Map<string, number>();
  const totals = Object.fromEntries(scopeStates.map((state) => [state, 0])) as Record<ScopeState, number>;
  for (const { region, state, scopes } of counts) {
    sizes.set(region, (sizes.get(region) ?? 0) + scopes);
    totals[state] += scopes;
  }
  const regions = [...sizes.keys()].toSorted(
    (a, b) =>
      Number(b === globalRegion) - Number(a === globalRegion) ||
      (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0) ||
      a.localeCompare(b),
  );
  const rows = [...Map.groupBy(counts, ({ accountId }) => accountId).values()].map((own) =>
    toRow(own, regions),
  );
  return { regions, rows: rows.toSorted(byTrouble), counts: totals };
}

function toRow(counts: ScopeCount[], regions: string[]): MatrixRow {
  const cells = regions.map((region) => toCell(counts.filter((count) => count.region === region)));
  const worst = cells.reduce<ScopeState>(
    (found, cell) => (cell && rankOf(cell.state) < rankOf(found) ? cell.state : found),
    "fresh",
  );
  return {
    accountId: counts[0]?.accountId ?? "",
    accountName: counts[0]?.accountName ?? null,
    cells,
    worst,
    troubled: counts.reduce((sum, { state, scopes }) => sum + (isTrouble(state) ? scopes : 0), 0),
  };
}

function toCell(counts: ScopeCount[]): MatrixCell {
  const [worst] = counts.toSorted((a, b) => rankOf(a.state) - rankOf(b.state));
  if (!worst) return null;
  return {
    state: worst.state,
    scopes: worst.scopes,
    of: counts.reduce((sum, { scopes }) => sum + scopes, 0),
  };
}

function byTrouble(a: MatrixRow, b: MatrixRow): number {
  return (
    rankOf(a.worst) - rankOf(b.worst) ||
    b.troubled - a.troubled ||
    (a.accountName ?? a.accountId).localeCompare(b.accountName ?? b.accountId)
  );
}
