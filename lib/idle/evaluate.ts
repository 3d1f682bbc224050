import { loadPriceTable } from "../cost/prices/data.ts";
import type { EvaluationContext, EvaluationResult, Evaluator } from "../evaluations/schema.ts";
import { recentPace } from "../polling/pace.ts";
import { intervals } from "../polling/schema.ts";
import { accountsToJudge, publishedTypes, readScopes } from "./data.ts";
import { followRetirements } from "./decisionMutations.ts";
import { readEndpoints } from "./endpointData.ts";
import { judgeEndpoint, type Publishing, type Settings } from "./endpoints.ts";
import { judgeLoadBalancer } from "./loadBalancers.ts";
import { storeVerdicts } from "./mutations.ts";
import { readLoadBalancers, readServices } from "./providerData.ts";
import type { IdleVerdict } from "./schema.ts";
import { judgeService } from "./services.ts";
import { judgeZones } from "./zones.ts";

/** Judges what is in use and what is not: all endpoints, and what else is billed by the hour. */
export const evaluator: Evaluator = { name: "idle", everySeconds: 3600, evaluate };

async function evaluate(context: EvaluationContext): Promise<EvaluationResult> {
  const { db, now, signal } = context;
  const settings = await settingsOf(context);
  const types = await publishedTypes(db.pool);
  const result = { judged: 0, changed: 0 };
  let asOf: Date | null = null;
  for (const accountIds of batchesOf(await accountsToJudge(db.pool))) {
    signal?.throwIfAborted();
    const verdicts = await judgeAccounts(context, accountIds, types, settings);
    result.changed += await storeVerdicts(db.pool, accountIds, verdicts, now);
    result.judged += verdicts.length;
    for (const verdict of verdicts) if (verdict.asOf && (!asOf || verdict.asOf > asOf)) asOf = verdict.asOf;
  }
  await followRetirements(db.pool, now);
  return { ...result, asOf };
}

async function judgeAccounts(
  { db, now }: EvaluationContext,
  accountIds: string[],
  types: ReadonlySet<string>,
  settings: Settings,
): Promise<IdleVerdict[]> {
  const scopes = await readScopes(db.pool, accountIds, now);
  const { days } = settings.rule;
  const endpoints = await readEndpoints(db.pool, accountIds, { days, scopes, now });
  const publishing: Publishing = {
    types,
    whole: new Set(
      endpoints
        .filter(({ whole }) => whole?.firstDatapointAt)
        .map(({ subject }) => `${subject.accountId} ${subject.region}`),
    ),
  };
  const services = await readServices(db.pool, accountIds, { days, scopes });
  const balancers = await readLoadBalancers(db.pool, accountIds, { days, scopes });
  return [
    ...endpoints.flatMap((facts) => {
      const verdict = judgeEndpoint(facts, publishing, settings);
      return [verdict, ...judgeZones(facts, verdict, settings)];
    }),
    ...services.map((facts) => judgeService(facts, settings)),
    ...balancers.map((facts) => judgeLoadBalancer(facts, settings)),
  ];
}

const hourMs = 3_600_000;
/** A budget may stretch what sleeps to once a day; whatever is older than this is late all the same. */
const latestMs = 8 * 24 * hourMs;

async function settingsOf({ db, config, now }: EvaluationContext): Promise<Settings> {
  const { slowdown } = await recentPace(db.pool, config.metrics.usdPerMonth, now);
  // Three intervals, as scopes have them before they are stale, of what is asked for least often.
  const lateAfterMs = (grain: string) => {
    const group = grain === "subnet" ? "zones" : "traffic";
    return Math.min(latestMs, 3 * intervals.asleep[group] * 1000 * slowdown.asleep);
  };
  return { rule: config.idle, prices: await loadPriceTable(db.pool), lateAfterMs, now };
}

const perBatch = 5_000;

/** Accounts in groups of a few thousand resources, so that neither many small nor few large ones matter. */
function batchesOf(accounts: readonly { accountId: string; resources: number }[]): string[][] {
  const batches: string[][] = [];
  let room = 0;
  for (const { accountId, resources } of accounts) {
    const batch = batches.at(-1);
    if (batch && resources <= room) batch.push(accountId);
    else batches.push([accountId]);
    room = (batch && resources <= room ? room : perBatch) - resources;
  }
  return batches;
}
