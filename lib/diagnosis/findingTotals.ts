import { database } from "../db/pool.ts";
import type { CheckId, Hop, Severity } from "./schema.ts";

/** Open findings of one check. */
export interface FindingTotal {
  checkId: CheckId;
  hop: Hop;
  severity: Severity;
  title: string;
  count: number;
  /** Paths that it breaks. */
  verdicts: number;
  newest: Date;
}

/** How many paths have which verdict. */
export interface VerdictTotal {
  kind: "broken" | "cause-not-known" | "in-order" | "not-known";
  count: number;
}

/** Open findings by check, the worst and most frequent first, and the verdicts of all paths. */
export async function findingTotals(): Promise<{ checks: FindingTotal[]; verdicts: VerdictTotal[] }> {
  const { pool } = await database();
  const [checks, verdicts] = await Promise.all([
    pool.query<FindingTotal>({
      name: "finding-totals",
      text: `SELECT check_id AS "checkId", hop, severity, min(title) AS title, count(*)::int AS count,
               count(*) FILTER (WHERE is_verdict)::int AS verdicts, max(since) AS newest
             FROM finding WHERE ended_at IS NULL GROUP BY 1, 2, 3
             ORDER BY array_position(ARRAY['page', 'ticket', 'info'], severity), count(*) DESC, 1`,
    }),
    pool.query<VerdictTotal>({
      name: "verdict-totals",
      text: `SELECT verdict AS kind, count(*)::int AS count FROM endpoint_diagnosis GROUP BY 1 ORDER BY 1`,
    }),
  ]);
  return { checks: checks.rows, verdicts: verdicts.rows };
}
