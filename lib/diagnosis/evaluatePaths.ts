import type { EvaluationContext } from "../evaluations/schema.ts";
import type { Queryable } from "../runs/mutations.ts";
import { eachAhead, pauses } from "./ahead.ts";
import { compareAnswers } from "./compute.ts";
import { readOpenFindings, readStoredWalks } from "./data.ts";
import { diagnose } from "./diagnose.ts";
import {
  type ConnectionRow,
  type EndpointRow,
  type Position,
  readEndpointPage,
  readForeignConnectionPage,
} from "./evidence/endpointData.ts";
import { type Asked, type LoadedPath, loadEvidence } from "./evidence/load.ts";
import type { Known } from "./evidence/scopes.ts";
import { atOneMoment } from "./evidence/snapshot.ts";
import {
  answersOf,
  changeFindings,
  type FindingRow,
  findingRows,
  placeOfPath,
  walkDigest,
} from "./findings.ts";
import { endpointAnswers } from "./fleetFindings.ts";
import { packWalk } from "./packing.ts";
import { type DiagnosisRow, emptyChanges, type Stage, type TouchedRow } from "./stage.ts";
import type { Walk } from "./walkSchema.ts";

/** Paths that are in memory at once. */
const batchSize = 500;
/** A walk that goes on saying the same is written anew after this long, so that its evidence is never older. */
const rewriteMs = 3_600_000;

export interface Tally {
  judged: number;
  changed: number;
  /** The oldest watermark of a path. */
  asOf: Date | null;
}

type PathContext = Pick<EvaluationContext, "db" | "config" | "now" | "signal"> & {
  stage: Stage;
  known: Known;
};

/** Walks every path of the fleet, batch by batch, and puts on the stage what is new about each. */
export async function evaluatePaths(context: PathContext): Promise<Tally> {
  const tally: Tally = { judged: 0, changed: 0, asOf: null };
  await inBatches(context, tally, readEndpointPage, (endpoints) => ({ endpoints, connections: [] }));
  await inBatches(context, tally, readForeignConnectionPage, (connections) => ({
    endpoints: [],
    connections,
  }));
  return tally;
}

async function inBatches<Row extends EndpointRow | ConnectionRow>(
  context: PathContext,
  tally: Tally,
  read: (db: Queryable, after: Position | undefined, limit: number) => Promise<Row[]>,
  ask: (rows: Row[]) => Asked,
): Promise<void> {
  const load = (after: Position | undefined, endsAt: (end: Position | undefined) => void) =>
    atOneMoment(context.db, async (db) => {
      const page = await read(db, after, batchSize);
      const last = page.length < batchSize ? undefined : page.at(-1);
      endsAt(last && ([last.accountId, last.region, last.vpcEndpointId] as const));
      return {
        rows: page,
        paths: page.length > 0 ? await loadEvidence(db, ask(page), context) : [],
      };
    });
  await eachAhead(load, async ({ rows, paths }) => {
    context.signal?.throwIfAborted();
    await judge(context, rows, paths, tally);
  });
}

/** Walks some paths and puts on the stage what is new about them. */
async function judge(
  { db, now, stage }: PathContext,
  endpoints: readonly { accountId: string; vpcEndpointId: string }[],
  paths: Iterable<LoadedPath>,
  tally: Tally,
): Promise<void> {
  const [stored, open] = await Promise.all([
    readStoredWalks(db.pool, endpoints),
    readOpenFindings(db.pool, endpoints),
  ]);
  const written: DiagnosisRow[] = [];
  const touched: TouchedRow[] = [];
  const findings = emptyChanges();
  const pause = pauses();
  for (const path of paths) {
    await pause();
    const { row, walk, rows, answers } = judgePath(path, now);
    const key = `${path.accountId} ${path.evidence.vpcEndpointId}`;
    const before = stored.get(key);
    const changed = before?.walkDigest !== row.walkDigest;
    if (changed) tally.changed++;
    const old = before && now.getTime() - before.walkedAt.getTime() >= rewriteMs;
    // Packed at once: hundreds of walks as objects are what a garbage collector has most to do with.
    if (changed || old) written.push({ ...row, walk: packWalk(walk) });
    else touched.push({ accountId: row.accountId, vpcEndpointId: row.vpcEndpointId, asOf: row.asOf });
    const seenAt = path.asOf ?? now;
    const changes = changeFindings(rows, open.get(key) ?? [], answers);
    for (const one of changes.write) findings.write.push({ ...one, seenAt });
    for (const one of changes.keep) findings.keep.push({ ...one, seenAt });
    findings.stale.push(...changes.stale);
    for (const one of changes.end) findings.end.push({ ...one, seenAt });
    tally.judged++;
    if (path.asOf && (!tally.asOf || path.asOf < tally.asOf)) tally.asOf = path.asOf;
  }
  await stage.addWalks(written, touched);
  await stage.addFindings(findings);
}

/** Walks one path: what is stored of it, its failures, and everything that was answered. Pure. */
export function judgePath(
  path: LoadedPath,
  now: Date,
): {
  row: Omit<DiagnosisRow, "walk">;
  walk: Walk;
  rows: FindingRow[];
  answers: ReturnType<typeof answersOf>;
} {
  const { evidence, asOf, accountId } = path;
  const { walk: walked, findings } = diagnose(evidence, now);
  const beside = path.fleet ? endpointAnswers(path.fleet, now) : { answers: [], failures: [] };
  const walk = { ...walked, beside: beside.answers.sort(compareAnswers) };
  const { verdict } = walk;
  const rows = findingRows([...findings, ...beside.failures], placeOfPath(path), walk, asOf ?? now);
  const { consumer, provider } = evidence;
  const otherSide = !provider.ours ? provider.reason : !consumer.ours ? consumer.reason : null;
  const since = verdict.break?.cause.since;
  const answers = answersOf(walk);
  return {
    ...{ rows, walk, answers },
    row: {
      ...{ accountId, vpcEndpointId: evidence.vpcEndpointId, region: evidence.region },
      ...{
        serviceName: evidence.serviceName,
        consumerOurs: consumer.ours,
        providerOurs: provider.ours,
        otherSide,
      },
      ...{
        verdict: verdict.kind,
        hop: verdict.break?.hop ?? null,
        checkId: verdict.break?.cause.checkId ?? null,
      },
      sentence: verdict.sentence,
      since: since ? new Date(since) : (asOf ?? now),
      ...{ walkDigest: walkDigest(walk, answers), asOf },
    },
  };
}
