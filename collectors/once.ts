import type { Scope } from "#lib/runs/mutations.ts";
import { eachLimited } from "./aws/pages.ts";
import { type Phase, phases } from "./collector.ts";
import { collectorOf } from "./registry.ts";
import { type Runtime, runScopes, type ScopeRun } from "./runner.ts";
import { refreshScopes } from "./runtime.ts";

/** How many scopes are worked on at the same time: they mostly wait for AWS. */
export const defaultConcurrency = 12;

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
  const only = options.only ?? (() => true);
  const runPhase = async (scopes: Scope[], lanes = 1) => {
    let left = scopes.length;
    const places = Map.groupBy(scopes, ({ accountId, region }) => `${accountId} ${region}`);
    await eachLimited(
      [...places.values()],
      lanes * (options.concurrency ?? defaultConcurrency),
      async (place) => {
        if (runtime.signal.aborted) return;
        runs.push(...(await runScopes(runtime, place, (run) => options.onRun?.(run, --left))));
      },
    );
  };
  const inPhase = (scopes: Scope[], phase: Phase) =>
    scopes.filter((scope) => collectorOf(scope.collector).phase === phase && only(scope));

  let scopes = await refreshScopes(runtime);
  await runPhase(scopes.filter((scope) => scope.collector === "accounts" && only(scope)));
  scopes = await refreshScopes(runtime);
  await runPhase(inPhase(scopes, "accounts").filter(({ collector }) => collector !== "accounts"));
  scopes = await refreshScopes(runtime);
  // CloudTrail answers two calls a second per account and region: its scopes do hardly more than wait.
  for (const phase of phases.slice(1)) await runPhase(inPhase(scopes, phase), phase === "trail" ? 4 : 1);
  return runs;
}

/** 0 everything succeeded, 3 some of it failed, 1 nothing worked. Skipped scopes are nobody's failure. */
export function exitCodeOf(runs: ScopeRun[]): 0 | 1 | 3 {
  const asked = runs.filter(({ outcome, busy }) => !busy && outcome !== "skipped");
  if (asked.every(({ outcome }) => outcome === "success")) return asked.length > 0 || runs.length > 0 ? 0 : 1;
  return asked.some(({ outcome }) => outcome !== "failed") ? 3 : 1;
}
