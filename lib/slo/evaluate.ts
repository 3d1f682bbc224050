import { createHash } from "node:crypto";
import { inTransaction } from "../db/transaction.ts";
import type { EvaluationContext, EvaluationResult, Evaluator } from "../evaluations/schema.ts";
import { sumRegionDays } from "../probes/regionDays.ts";
import { type Counted, countSlos } from "./count.ts";
import { type SloRecord, sloBuckets, sloRecords } from "./data.ts";
import { definitionsOf, type SloDefinition } from "./definition.ts";
import { evaluateEndpoints } from "./evaluateEndpoints.ts";
import { indicators } from "./indicators.ts";
import { judgeSlo } from "./judge.ts";
import { forgetBuckets, type JudgedSlo, pruneBuckets, storeSlos } from "./mutations.ts";
import { neededFrom } from "./needed.ts";
import { probesSource } from "./sources/probes.ts";
import { sources } from "./sources/registry.ts";
import type { SourceState } from "./sources/source.ts";

/** What was counted is counted under this definition; another selector or threshold counts anew. */
function digestOf({ indicator, select, threshold }: SloDefinition): string {
  const counted = {
    indicator,
    select,
    threshold: indicators[indicator].threshold ? threshold : (threshold ?? null),
  };
  return createHash("sha256").update(JSON.stringify(counted)).digest("hex").slice(0, 32);
}

async function evaluate({ db, config, now, signal }: EvaluationContext): Promise<EvaluationResult> {
  const definitions = definitionsOf(config.slos);
  const before = await sloRecords(db.pool);
  const digests = new Map(definitions.map((slo) => [slo.id, digestOf(slo)]));
  const records = new Map(
    [...before].map(([id, record]) => [id, { ...record, same: record.digest === digests.get(id) }]),
  );
  // What was counted under another definition says nothing of this one, however far back this one can be counted.
  const changed = [...records].flatMap(([id, { same }]) => (same || !digests.has(id) ? [] : [id]));
  if (changed.length > 0) await forgetBuckets(db.pool, changed);
  const judged: JudgedSlo[] = [];
  for (const source of sources) {
    const slos = definitions.filter(({ indicator }) => source.indicators.includes(indicator));
    if (slos.length === 0) continue;
    const state = await source.state(db.pool, now);
    const { watermark, earliest } = state;
    const counted: Map<string, Counted> = watermark
      ? await countSlos(db, source, slos, records, { watermark, earliest }, signal)
      : new Map();
    for (const slo of slos) {
      const record = records.get(slo.id);
      const span = counted.get(slo.id);
      const from = span && neededFrom(slo, span.to, source.reachDays);
      const samples = from ? await sloBuckets(db.pool, slo.id, from) : [];
      judged.push(judgedSlo(slo, samples, state, span, record, now));
    }
  }
  for (const [position, { id }] of definitions.entries()) {
    const found = judged.find(({ slo }) => slo.id === id);
    if (found) Object.assign(found, { position, digest: digests.get(id) });
  }
  const probes = await probesSource.state(db.pool, now);
  const endpoints = await evaluateEndpoints(db, definitions, records, probes.watermark, now, signal);
  for (const one of judged) Object.assign(one.evidence, endpoints.get(one.slo.id));
  if (probes.watermark) await sumRegionDays(db.pool, probes.watermark);
  await inTransaction(db.pool, async (client) => {
    await storeSlos(client, judged, now);
    await pruneBuckets(client, judged);
  });
  return resultOf(judged, before);
}

function judgedSlo(
  slo: SloDefinition,
  samples: Awaited<ReturnType<typeof sloBuckets>>,
  { watermark, reason, coverage }: SourceState,
  span: Counted | undefined,
  record: (SloRecord & { same: boolean }) | undefined,
  now: Date,
): JudgedSlo {
  const verdict = judgeSlo(
    slo,
    {
      samples,
      watermark: span ? span.to.getTime() : null,
      countedFrom: span ? span.from.getTime() : null,
      sourceReason: reason,
      sourceCoverage: coverage,
      alerts: record?.alerts ?? [],
    },
    now.getTime(),
  );
  return {
    ...{ slo, verdict, position: 0, digest: "" },
    asOf: span?.to ?? null,
    countedFrom: span?.from ?? null,
    countedTo: span?.to ?? null,
    evidence: { watermark, sourceReason: reason, sourceCoverage: coverage, buckets: samples.length },
    known: record?.same ?? false,
  };
}

function resultOf(judged: readonly JudgedSlo[], before: ReadonlyMap<string, SloRecord>): EvaluationResult {
  // The bill is days behind by its nature, and what counted nothing holds nothing back, unless there is nothing else.
  const daily = ({ slo }: JudgedSlo) => indicators[slo.indicator].stepSeconds >= 86_400;
  const known = judged.filter(({ asOf }) => asOf);
  const telling = known.filter((one) => one.verdict.total > 0 && !daily(one));
  const times = (telling.length > 0 ? telling : known).flatMap(({ asOf }) => asOf?.getTime() ?? []);
  return {
    // The oldest of the watermarks: up to then all of them hold.
    asOf: times.length > 0 ? new Date(Math.min(...times)) : null,
    judged: judged.length,
    changed: judged.filter(({ slo, verdict }) => before.get(slo.id)?.state !== verdict.state).length,
  };
}

/** Counts what objectives are about, and judges them at the watermark of their data. */
export const evaluator: Evaluator = { name: "slos", everySeconds: 300, evaluate };
