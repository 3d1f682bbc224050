import { z } from "zod";
import { currentPrincipal, grantFor } from "../access/principal.ts";
import { database } from "../db/pool.ts";
import { currentTime } from "../env.ts";
import { evaluationRecords } from "../evaluations/data.ts";
import { type EvaluationRecord, evaluationStaleSeconds } from "../evaluations/schema.ts";
import { log } from "../log.ts";
import { type CollectorHealth, collectorHealth } from "../runs/data.ts";

const isoTime = z.string().meta({ format: "date-time" });

/** How Linkledger itself is. `degraded` still answers everything, with some of it stale. */
export const healthSchema = z
  .object({
    status: z.enum(["ok", "degraded", "unavailable"]),
    asOf: isoTime,
    database: z.enum(["ok", "unreachable"]),
    collectors: z.array(
      z.object({
        name: z.string(),
        lastSuccess: isoTime.nullable().describe("The newest complete success of any scope."),
        lagSeconds: z.number().nullable().describe("Seconds since then; null before the first."),
        oldestSuccess: isoTime
          .nullable()
          .describe("Of the scope furthest behind; null while one never succeeded."),
        scopes: z.int(),
        scopesFresh: z.int(),
        scopesFailed: z.int().describe("Scopes whose last run failed or was partial."),
      }),
    ),
    evaluations: z
      .array(
        z.object({
          name: z.string(),
          outcome: z.enum(["success", "failed"]).describe("Of the last evaluation."),
          lastSuccess: isoTime.nullable(),
          lagSeconds: z.number().nullable().describe("Seconds since then; null before the first."),
          asOf: isoTime.nullable().describe("The data's watermark that the verdicts hold for."),
        }),
      )
      .describe("The judgements over the whole fleet: idle, costs, SLOs, diagnosis and so on."),
  })
  .meta({ id: "Health" });
export type Health = z.infer<typeof healthSchema>;

/** What a process says that is about to end: whoever is behind a load balancer asks another one. */
const drainingSchema = z.object({ status: z.literal("draining"), detail: z.string() });
export type Draining = z.infer<typeof drainingSchema>;

/** Why the health check says no. */
export const unhealthySchema = z.union([healthSchema, drainingSchema]).meta({ id: "HealthUnavailable" });

/** The health of database and collectors; never throws. */
export async function readHealth(): Promise<Health> {
  const now = currentTime();
  try {
    const { pool } = await database();
    const [collectors, evaluations] = await Promise.all([collectorHealth(now), evaluationRecords(pool)]);
    const health = summarizeHealth(collectors, [...evaluations.values()], now);
    // Whoever may not see the fleet is told how Linkledger is, not what it collects.
    const asks = currentPrincipal();
    const whole = asks === undefined || grantFor(asks, "read") === null;
    return whole ? health : { ...health, collectors: [], evaluations: [] };
  } catch (error) {
    log.warn({ err: error }, "the database did not answer the health check");
    const nothing = { collectors: [], evaluations: [] };
    return { status: "unavailable", asOf: now.toISOString(), database: "unreachable", ...nothing };
  }
}

/** `degraded` when a scope or an evaluation failed, or succeeded too long ago. */
export function summarizeHealth(
  collectors: CollectorHealth[],
  evaluations: EvaluationRecord[],
  now: Date,
): Health {
  const lagSeconds = (time: Date | null) => (time ? (now.getTime() - time.getTime()) / 1000 : null);
  const behind =
    collectors.some(({ failing, overdue }) => failing > 0 || overdue > 0) ||
    evaluations.some(
      ({ outcome, lastSuccessAt }) =>
        outcome === "failed" || (lagSeconds(lastSuccessAt) ?? 0) > evaluationStaleSeconds,
    );
  return {
    status: behind ? "degraded" : "ok",
    asOf: now.toISOString(),
    database: "ok",
    collectors: collectors.map((one) => ({
      name: one.collector,
      lastSuccess: one.lastSuccessAt?.toISOString() ?? null,
      lagSeconds: lagSeconds(one.lastSuccessAt),
      oldestSuccess: one.oldestSuccessAt?.toISOString() ?? null,
      scopes: one.scopes,
      scopesFresh: one.fresh,
      scopesFailed: one.failing,
    })),
    evaluations: evaluations.map(({ name, outcome, lastSuccessAt, asOf }) => ({
      name,
      outcome,
      lastSuccess: lastSuccessAt?.toISOString() ?? null,
      lagSeconds: lagSeconds(lastSuccessAt),
      asOf: asOf?.toISOString() ?? null,
    })),
  };
}
