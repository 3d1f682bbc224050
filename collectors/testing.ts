import { afterAll, afterEach, beforeAll, vi } from "vitest";
import { type Config, configSchema } from "#lib/config/schema.ts";
import type { Database } from "#lib/db/pool.ts";
import type { Scope } from "#lib/runs/mutations.ts";
import { type Simulator, type SimulatorOptions, startSimulator } from "#simulator/server.ts";
import type { Phase } from "./collector.ts";
import { collectOnce } from "./once.ts";
import { collectorOf } from "./registry.ts";
import type { ScopeRun } from "./runner.ts";
import { openRuntime } from "./runtime.ts";

/** The moment that tests happen at, for the simulator as well as for the collectors. */
export const testNow = Date.parse("2026-11-18T14:05:00Z");

/**
 * A simulator for the suite that calls it, with the AWS SDK pointed at it. Faults are taken back after each test;
 * `at` moves both clocks.
 */
export function testSimulator(options: SimulatorOptions = {}): {
  readonly it: Simulator;
  at(time: number): void;
} {
  let running: Simulator | undefined;
  const it = () => {
    if (!running) throw new Error("the simulator runs only while tests and their hooks do");
    return running;
  };
  const at = (time: number) => {
    it().control.clock.set(time);
    vi.stubEnv("LINKLEDGER_NOW", new Date(time).toISOString());
  };
  beforeAll(async () => {
    running = await startSimulator({ now: testNow, ...options });
    const none = "/nonexistent";
    vi.stubEnv("AWS_ENDPOINT_URL", running.url);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "simulator");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "simulator");
    vi.stubEnv("AWS_REGION", "us-east-1");
    vi.stubEnv("AWS_CONFIG_FILE", none);
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", none);
  });
  afterEach(() => {
    running?.control.reset();
    at(testNow);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await running?.close();
  });
  return {
    get it() {
      return it();
    },
    at,
  };
}

/** The configuration of the simulator's organization. */
export function organizationConfig(more: Partial<Config> = {}): Config {
  return { ...configSchema.parse({ organization: {} }), ...more };
}

/** One pass of the collectors, as `collect --once` does it, with clients of its own. */
export async function collect(
  db: Database,
  config: Config = organizationConfig(),
  only?: (scope: Scope) => boolean,
): Promise<ScopeRun[]> {
  const runtime = await openRuntime(db, config, new AbortController().signal);
  try {
    return await collectOnce(runtime, { only });
  } finally {
    await runtime.close();
  }
}

export const inventoryOnly = ({ collector }: Pick<Scope, "collector">) =>
  inventoryPhases.has(collectorOf(collector).phase);

const inventoryPhases: ReadonlySet<Phase> = new Set(["accounts", "endpoints", "inventory"]);

/** The run of one scope among others. */
export function runOf(runs: ScopeRun[], collector: string, accountId: string, region: string): ScopeRun {
  const found = runs.find(
    ({ scope }) => scope.collector === collector && scope.accountId === accountId && scope.region === region,
  );
  if (!found) throw new Error(`no run of ${collector} for ${accountId} in ${region}`);
  return found;
}
