import type { Event, LookupAttribute } from "@aws-sdk/client-cloudtrail";
import { inTransaction } from "#lib/db/transaction.ts";
import { extendCoverage, readCoverage, storeTrailEvents } from "#lib/trail/mutations.ts";
import { type TrailEvent, type TrailGroup, trailGroupNames, trailGroups } from "#lib/trail/schema.ts";
import type { Collected, Collector, ScopeContext } from "../collector.ts";
import { lookUp, type Range } from "./fetch.ts";
import { mapEvent } from "./map.ts";
import { backwardStep, forwardSteps, groupsTogether, isDue, isSparse, type Step } from "./plan.ts";

/** Calls of a run after which it goes no further back: half a minute at CloudTrail's two calls a second. */
const backfillCalls = 60;
/** Pages of one name of tags: whoever tags more is not followed further back than that. */
const tagPages = 10;

/**
 * Who changed what. LookupEvents takes one attribute a call: where little happens, one listing of all writing calls has
 * every event in a call or two; where much happens, each name is a listing of its own, and the dear groups are read
 * hourly. Steps are stored as they end, with the time they cover.
 */
export const trail: Collector = {
  name: "trail",
  phase: "trail",
  after: ["endpoints", "load-balancers"],
  async collect(context): Promise<Collected> {
    const reader = new Reader(context, await knownTargetGroups(context));
    if (await reader.catchUp()) await reader.reachBack();
    const created = reader.created;
    const write = created > 0 ? async () => ({ created, modified: 0 }) : undefined;
    return { resources: reader.read, watermark: reader.caughtUp ? context.now : undefined, write };
  },
};

class Reader {
  created = 0;
  read = 0;
  caughtUp = false;
  readonly #context: ScopeContext;
  readonly #targetGroups: ReadonlySet<string>;

  constructor(context: ScopeContext, targetGroups: ReadonlySet<string>) {
    this.#context = context;
    this.#targetGroups = targetGroups;
  }

  /** From what is known to now. False when a call failed. */
  async catchUp(): Promise<boolean> {
    const now = this.#context.now.getTime();
    const known = await this.#coverage();
    const together = groupsTogether(known);
    const left = new Set(trailGroupNames);
    for (const step of forwardSteps(known, now, together)) {
      const done = await this.#readTogether(step);
      if (done === undefined) return false;
      if (!done) break;
      if (step.to === now) for (const group of together) left.delete(group);
    }
    for (const group of left) {
      if (!isDue(known, group, now)) continue;
      for (const step of forwardSteps(await this.#coverage(), now, [group]))
        if (!(await this.#readByName(step, group))) return false;
    }
    this.caughtUp = true;
    return true;
  }

  /** Back to the end of CloudTrail's history, as far as this run's calls go. */
  async reachBack(): Promise<void> {
    const { aws, now } = this.#context;
    while (aws.count.calls < backfillCalls) {
      const step = backwardStep(await this.#coverage(), now.getTime());
      if (!step) return;
      const done = await this.#readTogether(step);
      if (done === undefined) return;
      if (done) continue;
      for (const group of step.groups) if (group !== "tags" && !(await this.#readByName(step, group))) return;
    }
  }

  /** One listing for all groups; false where that would be dearer than by name, undefined where a call failed. */
  async #readTogether(step: Step): Promise<boolean | undefined> {
    const { aws, parts } = this.#context;
    const names = step.groups.flatMap((group) => [...trailGroups[group]]);
    const goOn = (pages: number, oldest: number) =>
      pages < 2 * names.length && isSparse(step, oldest, names.length);
    let sparse = true;
    const stored = await parts.read("LookupEvents", async () => {
      const attribute: LookupAttribute = { AttributeKey: "ReadOnly", AttributeValue: "false" };
      const { events, reached } = await lookUp(aws, attribute, step, goOn);
      sparse = reached <= step.from;
      return sparse ? this.#store(events, step, step.groups) : [];
    });
    return stored === undefined ? undefined : sparse;
  }

  /** Each name of a group. False where a call failed. */
  async #readByName({ from, to }: Range, group: TrailGroup): Promise<boolean> {
    const { aws, parts } = this.#context;
    const goOn = group === "tags" ? (pages: number) => pages < tagPages : undefined;
    const stored = await parts.read(`LookupEvents by name: ${group}`, async () => {
      const found: Event[] = [];
      let start = from;
      for (const name of trailGroups[group]) {
        const attribute: LookupAttribute = { AttributeKey: "EventName", AttributeValue: name };
        const { events, reached } = await lookUp(aws, attribute, { from, to }, goOn);
        found.push(...events);
        start = Math.max(start, reached);
      }
      return this.#store(found, { from: start, to }, [group]);
    });
    return stored !== undefined;
  }

  async #store(events: Event[], { from, to }: Range, groups: readonly TrailGroup[]): Promise<TrailEvent[]> {
    const { db, scope, now } = this.#context;
    const { accountId, region } = scope;
    const rows = new Map<string, TrailEvent>();
    for (const event of events) {
      const row = mapEvent(event, { accountId, region }, this.#targetGroups);
      if (row) rows.set(row.eventId, row);
    }
    const found = [...rows.values()];
    this.read += found.length;
    this.created += await inTransaction(db.pool, async (client) => {
      const created = await storeTrailEvents(client, found);
      await extendCoverage(client, scope, groups, { from: new Date(from), to: new Date(to), now });
      return created;
    });
    return found;
  }

  #coverage() {
    const { db, scope } = this.#context;
    return readCoverage(db.pool, scope.accountId, scope.region);
  }
}

async function knownTargetGroups({ db, scope }: ScopeContext): Promise<ReadonlySet<string>> {
  const { rows } = await db.pool.query<{ arn: string }>(
    "SELECT target_group_arn AS arn FROM target_group WHERE account_id = $1 AND region = $2",
    [scope.accountId, scope.region],
  );
  return new Set(rows.map(({ arn }) => arn));
}
