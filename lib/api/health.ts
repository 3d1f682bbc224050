import { z } from "zod";
import { currentTime } from "../env.ts";
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
  })
  .meta({ id: "Health" });
export type Health = z.infer<typeof healthSchema>;

/** The health of database and collectors; never throws. */
export async function readHealth(): Promise<Health> {
  const now = currentTime();
  try {
    return summarizeHealth(await collectorHealth(now), now);
  } catch (error) {
    log.warn({ err: error }, "the database did not answer the health check");
    return { status: "unavailable", asOf: now.toISOString(), database: "unreachable", collectors: [] };
  }
}

/** `degraded` when a scope failed, or succeeded too long ago. */
export function summarizeHealth(collectors: CollectorHealth[], now: Date): Health {
  const behind = collectors.some(({ failing, overdue }) => failing > 0 || overdue > 0);
  return {
    status: behind ? "degraded" : "ok",
    asOf: now.toISOString(),
    database: "ok",
    collectors: collectors.map((one) => ({
      name: one.collector,
      lastSuccess: one.lastSuccessAt?.toISOString() ?? null,
      lagSeconds: one.lastSuccessAt ? (now.getTime() - one.lastSuccessAt.getTime()) / 1000 : null,
      oldestSuccess: one.oldestSuccessAt?.toISOString() ?? null,
      scopes: one.scopes,
      scopesFresh: one.fresh,
      scopesFailed: one.failing,
    })),
  };
}
