import { expect, inject, vi } from "vitest";
import type { Database } from "#lib/db/pool.ts";
import { SharedBudget } from "#lib/runs/budget.ts";
import { type Scope, scopeKey } from "#lib/runs/mutations.ts";
import { cloneDatabase } from "#lib/testing/database.ts";
import type { Simulator } from "#simulator/server.ts";
import { openHandler } from "../../aws/handler.ts";
import { Pacer } from "../../aws/pacer.ts";
import { AwsAccess } from "../../aws/session.ts";
import { collectOnce } from "../../once.ts";
import { collectorOf } from "../../registry.ts";
import type { ScopeRun } from "../../runner.ts";
import { openRuntime } from "../../runtime.ts";
import { organizationConfig } from "../../testing.ts";
import { hurriedRetries } from "./retries.ts";
import { differencesFrom, type Snapshot, takeSnapshot } from "./snapshot.ts";
import { expectNothingLost, type Known, readKnown } from "./survival.ts";
import { type Cycle, cycles, startTimeline } from "./timeline.ts";

export const faultConfig = organizationConfig({ regions: ["all"] });

/** Points the AWS SDK of this process at a simulator. */
export function pointAt({ url }: Simulator): void {
  vi.stubEnv("AWS_ENDPOINT_URL", url);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "simulator");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "simulator");
  vi.stubEnv("AWS_REGION", "us-east-1");
  vi.stubEnv("AWS_CONFIG_FILE", "/nonexistent");
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent");
}

/** A runtime of its own, as a process has one; calls and retries do not wait for their time. */
export function openHurriedRuntime(db: Database, signal = new AbortController().signal) {
  const pacer = new Pacer(new SharedBudget(db.pool), { now: () => performance.now(), sleep: async () => {} });
  return openRuntime(db, faultConfig, signal, new AwsAccess(openHandler(), pacer, hurriedRetries));
}

/** One pass of the collectors with clients of its own. */
export async function pass(db: Database, only?: (scope: Scope) => boolean): Promise<ScopeRun[]> {
  const runtime = await openHurriedRuntime(db);
  try {
    return await collectOnce(runtime, { only });
  } finally {
    await runtime.close();
  }
}

/** Scopes that have not yet been collected to the end since the cycle began. */
export async function unfinished(db: Database, { at }: Cycle): Promise<Set<string>> {
  const { rows } = await db.pool.query<Scope>(
    `SELECT collector, account_id AS "accountId", region FROM collector_scope
     WHERE retired_at IS NULL AND (last_attempt_at IS DISTINCT FROM $1 OR outcome NOT IN ('success', 'skipped'))`,
    [new Date(at)],
  );
  return new Set(rows.map(scopeKey));
}

/** A scope that has still to be collected, or that comes after one of the same account and region that has. */
export function isDue(todo: Set<string>, scope: Scope): boolean {
  const { accountId, region } = scope;
  const before = collectorOf(scope.collector).after ?? [];
  return [scope.collector, ...before].some((collector) =>
    todo.has(scopeKey({ collector, accountId, region })),
  );
}

/**
 * Whether a scope takes part in a step. What `rejects` asks depends on what the others have found by then, and it is
 * as right to ask about an endpoint that is not known to be gone yet: its turn comes when they are through.
 */
export function takesPart(todo: Set<string>, scope: Scope, everything: boolean): boolean {
  if (scope.collector !== "rejects") return everything || isDue(todo, scope);
  return isDue(todo, scope) && !isDue(new Set([...todo].filter((key) => key !== scopeKey(scope))), scope);
}

/** What an undisturbed run left after each cycle. */
export interface Reference {
  snapshots: Snapshot[];
  known: Known[];
  /** Connection string of an empty, migrated database. */
  empty: string;
  /** The database after the first cycle, for disturbed runs to begin with; nobody is connected to it. */
  first: Database;
}

/** A disturbed run, or the undisturbed one, on its way through the timeline. */
export interface Passage {
  db: Database;
  simulator: Simulator;
  cycle: Cycle;
  index: number;
}

/** Goes through the timeline once, without any fault. `empty` is the migrated database that all begin with. */
export async function undisturbed(empty = inject("templateUrl")): Promise<Reference> {
  const snapshots: Snapshot[] = [];
  const known: Known[] = [];
  const collect = async ({ db, cycle }: Passage) => {
    const runs = await pass(db);
    expect(runs.filter(({ outcome }) => outcome !== "success" && outcome !== "skipped")).toEqual([]);
    expect(await unfinished(db, cycle)).toEqual(new Set());
    snapshots.push(await takeSnapshot(db, true));
    known.push(await readKnown(db));
  };
  const first = await cloneDatabase(empty);
  await along(first, 0, 1, collect);
  await first.pool.end();
  const rest = await cloneDatabase(first.url);
  await along(rest, 1, cycles.length, collect);
  await rest.close();
  return { snapshots, known, empty, first };
}

/** A step of a disturbed run: collects something, or tries to. `todo` has not succeeded in this cycle yet. */
export type Step = (passage: Passage, todo: Set<string>, attempt: number) => Promise<unknown>;

const mostSteps = 40;

/**
 * Goes through the timeline with faults: in every cycle `step` is taken until all scopes have succeeded, and between
 * steps nothing may be lost. After each cycle the database has to equal the undisturbed one. Of three seeds one
 * begins with an empty database, the others after the first cycle, which takes as long as all that follow: scenarios
 * take turns in it by shifting theirs. `end` closes what the steps have opened.
 */
export async function disturbed(
  reference: Reference,
  seed: number,
  step: Step,
  end: () => Promise<unknown> | undefined = async () => {},
): Promise<void> {
  const begin = seed % 3 === 1 ? 0 : 1;
  const db = await cloneDatabase(begin === 0 ? reference.empty : reference.first.url);
  try {
    await along(db, begin, cycles.length, async (passage) => {
      const { cycle, index } = passage;
      const after = reference.known[index] as Known;
      let todo = await unfinished(db, cycle);
      for (let attempt = 0; attempt === 0 || todo.size > 0; attempt++) {
        if (attempt > mostSteps) throw new Error(`never finished: ${[...todo].join(", ")}`);
        await step(passage, todo, attempt);
        await expectNothingLost(db, reference.known[index - 1], after, new Date(cycle.at));
        todo = await unfinished(db, cycle);
      }
      const wrong = await differencesFrom(reference.snapshots[index] as Snapshot, db);
      expect(wrong.join("\n"), `after cycle ${index}`).toBe("");
    });
  } finally {
    await end();
    await db.close();
  }
}

/** Visits the cycles from `begin` to before `end`, with a simulator that has come that far. */
async function along(
  db: Database,
  begin: number,
  end: number,
  visit: (passage: Passage) => Promise<void>,
): Promise<void> {
  const simulator = await startTimeline();
  try {
    pointAt(simulator);
    for (const [index, cycle] of cycles.slice(0, end).entries()) {
      simulator.control.clock.set(cycle.at);
      vi.stubEnv("LINKLEDGER_NOW", new Date(cycle.at).toISOString());
      cycle.change(simulator);
      if (index >= begin) await visit({ db, simulator, cycle, index });
    }
  } finally {
    vi.unstubAllEnvs();
    await simulator.close();
  }
}
