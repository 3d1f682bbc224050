import type pg from "pg";
import type { Progress } from "#lib/runs/progress.ts";
import { progressLine } from "./progressLine.ts";
import { dim, say, status } from "./say.mjs";

export interface Reporter {
  report(progress: Progress): void;
  /** Settles when every account and inventory scope was attempted once. */
  inventoryDone: Promise<void>;
}

/** Shows the collectors' first round as it proceeds, phase by phase, and then falls silent. */
export function createReporter(): Reporter {
  const first = new Map<Progress["phase"], { progress: Progress; atMs: number }>();
  const finished = new Set<Progress["phase"]>();
  let resolveInventory = () => {};
  const inventoryDone = new Promise<void>((done) => {
    resolveInventory = done;
  });
  return {
    inventoryDone,
    report(progress) {
      if (finished.has(progress.phase)) return;
      const now = Date.now();
      if (!first.has(progress.phase)) first.set(progress.phase, { progress: { ...progress }, atMs: now });
      const line = progressLine(first.get(progress.phase)!, progress, now);
      if (progress.done < progress.total || progress.total === 0) {
        status(progress.phase, line);
        return;
      }
      finished.add(progress.phase);
      say(dim(line), progress.phase);
      if (progress.phase === "inventory") resolveInventory();
    },
  };
}

/** True when an earlier run collected inventory: the first page has something to show at once. */
export async function hasData(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ seen: boolean }>(
    `SELECT EXISTS (SELECT FROM collector_scope WHERE last_success_at IS NOT NULL)
        AND EXISTS (SELECT FROM vpc_endpoint) AS seen`,
  );
  return rows[0]?.seen === true;
}
