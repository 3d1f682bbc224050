import type { Queryable } from "../runs/mutations.ts";
import type { SloDefinition } from "./definition.ts";
import { indicators } from "./indicators.ts";
import { lateDays, type SloVerdict } from "./judge.ts";
import { neededFrom } from "./needed.ts";
import type { Bucket } from "./sources/source.ts";

/** Puts counted buckets in place of those that begin in [from, to). */
export async function replaceBuckets(
  client: Queryable,
  sloIds: readonly string[],
  from: Date,
  to: Date,
  buckets: readonly Bucket[],
): Promise<void> {
  await client.query("DELETE FROM slo_bucket WHERE slo_id = ANY ($1) AND ts >= $2 AND ts < $3", [
    sloIds,
    from,
    to,
  ]);
  if (buckets.length === 0) return;
  await client.query(
    `INSERT INTO slo_bucket (slo_id, ts, bad, total, value)
     SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::float8[], $4::float8[], $5::float8[])`,
    [
      buckets.map(({ sloId }) => sloId),
      buckets.map(({ time }) => time),
      buckets.map(({ bad }) => bad),
      buckets.map(({ total }) => total),
      buckets.map(({ value }) => value),
    ],
  );
}

/** An objective with its verdict, as stored. */
export interface JudgedSlo {
  slo: SloDefinition;
  position: number;
  digest: string;
  verdict: SloVerdict;
  asOf: Date | null;
  countedFrom: Date | null;
  countedTo: Date | null;
  evidence: Record<string, unknown>;
  /** The same definition was judged before: its older days are stored. */
  known: boolean;
}

const columns: [column: string, type: string, of: (one: JudgedSlo) => unknown][] = [
  ["slo_id", "text", ({ slo }) => slo.id],
  ["position", "int", ({ position }) => position],
  ["title", "text", ({ slo }) => slo.title],
  ["indicator", "text", ({ slo }) => slo.indicator],
  ["guide_id", "text", ({ slo }) => indicators[slo.indicator].guideId],
  ["kind", "text", ({ slo }) => indicators[slo.indicator].kind],
  ["source", "text", ({ slo }) => indicators[slo.indicator].source],
  ["definition", "jsonb", ({ slo }) => slo],
  ["definition_digest", "text", ({ digest }) => digest],
  ["objective", "float8", ({ slo }) => slo.objective ?? null],
  ["threshold", "float8", ({ slo }) => slo.threshold ?? null],
  ["unit", "text", ({ slo }) => unitOf(slo)],
  ["budget_window", "text", ({ slo }) => slo.window],
  ["policy", "text", ({ slo }) => slo.policy],
  ["state", "text", ({ verdict }) => verdict.state],
  ["reason", "text", ({ verdict }) => verdict.reason],
  ["bad", "float8", ({ verdict }) => (verdict.total > 0 ? verdict.spent : null)],
  ["total", "float8", ({ verdict }) => (verdict.total > 0 ? verdict.total : null)],
  ["attainment", "float8", ({ verdict }) => verdict.attainment],
  ["allowed", "float8", ({ verdict }) => verdict.allowed],
  ["budget_left", "float8", ({ verdict }) => verdict.left],
  ["burn_rate", "float8", ({ verdict }) => verdict.burnRate],
  ["exhausted_at", "timestamptz", ({ verdict }) => dateOf(verdict.exhaustedAt)],
  ["value", "float8", ({ verdict }) => verdict.value],
  ["windows", "jsonb", ({ verdict }) => verdict.windows],
  ["alerts", "jsonb", ({ verdict }) => verdict.alerts],
  ["alert_level", "text", ({ verdict }) => verdict.alertLevel],
  [
    "maintenance",
    "jsonb",
    ({ verdict }) =>
      verdict.maintenance.map(({ from, to, reason }) => ({ from: dateOf(from), to: dateOf(to), reason })),
  ],
  ["excluded_seconds", "float8", ({ verdict }) => verdict.excludedSeconds],
  ["coverage", "float8", ({ verdict }) => verdict.coverage],
  ["evidence", "jsonb", ({ evidence }) => evidence],
  ["as_of", "timestamptz", ({ asOf }) => asOf],
  ["counted_from", "timestamptz", ({ countedFrom }) => countedFrom],
  ["counted_to", "timestamptz", ({ countedTo }) => countedTo],
];

export function unitOf({ indicator }: SloDefinition): string | null {
  if (indicator === "cost-per-gb") return "USD/GB";
  return indicators[indicator].threshold?.unit ?? null;
}

// A moment beyond what Postgres or anybody's calendar holds is as good as never.
const furthestMs = 253_370_764_800_000;
const dateOf = (ms: number | null) => (ms !== null && ms < furthestMs ? new Date(ms) : null);

const names = columns.map(([column]) => column);

/** Stores the verdicts in place of those before, and forgets objectives that are no longer defined. */
export async function storeSlos(
  client: Queryable,
  judged: readonly JudgedSlo[],
  evaluatedAt: Date,
): Promise<void> {
  const rows = judged.map((one) => Object.fromEntries(columns.map(([column, , of]) => [column, of(one)])));
  const types = columns.map(([column, type]) => `${column} ${type}`).join(", ");
  await client.query(
    `INSERT INTO slo (${names.join(", ")}, evaluated_at)
     SELECT ${names.join(", ")}, $2 FROM jsonb_to_recordset($1::jsonb) AS r(${types})
     ON CONFLICT (slo_id) DO UPDATE SET
       ${[...names.slice(1), "evaluated_at"].map((column) => `${column} = EXCLUDED.${column}`).join(", ")}`,
    [JSON.stringify(rows), evaluatedAt],
  );
  const kept = judged.map(({ slo }) => slo.id);
  for (const table of ["slo", "slo_bucket", "slo_day", "slo_endpoint"])
    await client.query(`DELETE FROM ${table} WHERE slo_id <> ALL ($1)`, [kept]);
  await client.query(
    `INSERT INTO slo_day AS d (slo_id, day, bad, total, attainment, budget_left, as_of)
     SELECT r."sloId", r.day, r.bad, r.total, r.attainment, r."left", r."asOf"
     FROM jsonb_to_recordset($1::jsonb) AS r("sloId" text, day date, bad float8, total float8, attainment float8,
       "left" float8, "asOf" timestamptz)
     ON CONFLICT (slo_id, day) DO UPDATE SET bad = EXCLUDED.bad, total = EXCLUDED.total,
       attainment = EXCLUDED.attainment, budget_left = EXCLUDED.budget_left, as_of = EXCLUDED.as_of
     WHERE (d.bad, d.total, d.attainment, d.budget_left, d.as_of) IS DISTINCT FROM
       (EXCLUDED.bad, EXCLUDED.total, EXCLUDED.attainment, EXCLUDED.budget_left, EXCLUDED.as_of)`,
    [JSON.stringify(judged.flatMap(daysToStore))],
  );
}

/** Of an objective that was judged before only the days that late results may have changed. */
function daysToStore({ slo, verdict, asOf, known }: JudgedSlo) {
  const from = known && asOf ? asOf.getTime() - lateDays * 86_400_000 : 0;
  return verdict.days
    .filter((day) => day.asOf > from)
    .map((day) => ({ ...day, sloId: slo.id, asOf: new Date(day.asOf) }));
}

/** Takes away all that was counted of some objectives. */
export async function forgetBuckets(db: Queryable, sloIds: readonly string[]): Promise<void> {
  await db.query("DELETE FROM slo_bucket WHERE slo_id = ANY ($1)", [sloIds]);
}

/** Forgets buckets that no window reaches any more. */
export async function pruneBuckets(client: Queryable, judged: readonly JudgedSlo[]): Promise<void> {
  const spans = judged.flatMap(({ slo, countedTo }) =>
    countedTo ? [{ id: slo.id, from: neededFrom(slo, countedTo, Number.POSITIVE_INFINITY) }] : [],
  );
  await client.query(
    `DELETE FROM slo_bucket b USING jsonb_to_recordset($1::jsonb) AS s(id text, "from" timestamptz)
     WHERE b.slo_id = s.id AND b.ts < s."from" - interval '1 day'`,
    [JSON.stringify(spans)],
  );
}
