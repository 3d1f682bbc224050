import type { Evaluated } from "#lib/evaluations/schema.ts";
import type { Scope } from "#lib/runs/mutations.ts";
import { eachLimited } from "./aws/pages.ts";
import { type Phase, phases } from "./collector.ts";
import { collectorOf } from "./registry.ts";
import { type Runtime, runScopes, type ScopeRun } from "./runner.ts";
import { refreshScopes } from "./runtime.ts";
import { begunPerSlot, defaultConcurrency } from "./slots.ts";

/**
 * Runs every scope once, phase after phase, so that what later collectors need is there. `onRun` hears of each run
 * as it ends. Scopes that another process holds are left to it.
 */
export async function collectOnce(
  runtime: Runtime,
  options: {
    concurrency?: number;
    only?: (scope: Scope) => boolean;
    onRun?: (run: ScopeRun, left: number) => void;
  } = {},
): Promise<ScopeRun[]> {
  const runs: ScopeRun[] = [];
  runtime.slots.limit = options.concurrency ?? defaultConcurrency;
  const only = options.only ?? (() => true);
  const runPhase = async (scopes: Scope[]) => {
    let left = scopes.length;
    const places = Map.groupBy(scopes, ({ accountId, region }) => `${accountId} ${region}`);
    const begun = runtime.slots.limit * begunPerSlot;
    await eachLimited([...places.values()], begun, async (place) => {
      if (runtime.signal.aborted) return;
      runs.push(...(await runScopes(runtime, place, (run) => options.onRun?.(run, --left))));
    });
  };
  const inPhase = (scopes: Scope[], phase: Phase) =>
    scopes.filter((scope) => collectorOf(scope.collector).phase === phase && only(scope));

  let scopes = await refreshScopes(runtime);
  await runPhase(scopes.filter((scope) => scope.collector === "accounts" && only(scope)));
  scopes = await refreshScopes(runtime);
  await runPhase(inPhase(scopes, "accounts").filter(({ collector }) => collector !== "accounts"));
  scopes = await refreshScopes(runtime);
  for (const phase of phases.slice(1)) await runPhase(inPhase(scopes, phase));
  return runs;
}

/**
 * 0 everything succeeded, 3 some of it failed, 1 nothing worked. Skipped scopes are nobody's failure; a judgement that
 * failed leaves old verdicts standing, which whoever started this has to hear of.
 */
export function exitCodeOf(
  runs: readonly (Pick<ScopeRun, "outcome" | "busy"> & Partial<Pick<ScopeRun, "apiCalls" | "resources">>)[],
  evaluated: readonly Pick<Evaluated, "outcome">[] = [],
): 0 | 1 | 3 {
  const asked = runs.filter(({ outcome, busy }) => !busy && outcome !== "skipped");
  const judged = evaluated.every(({ outcome }) => outcome === "success");
  if (asked.every(({ outcome }) => outcome === "success")) return runs.length === 0 ? 1 : judged ? 0 : 3;
  // What succeeded because there was nothing to ask shows nothing.
  const worked = asked.some(
    ({ outcome, apiCalls, resources }) => outcome !== "failed" && (apiCalls !== 0 || resources !== 0),
  );
  return worked ? 3 : 1;
}
