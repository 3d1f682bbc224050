import { type UnexplainedCause, unexplainedCauses } from "../../cost/reconcile/schema.ts";
import type { Queryable } from "../../runs/mutations.ts";
import type { FleetCostDay, FleetPlace } from "../fleet/factsSchema.ts";
import { readAnomalies } from "./costAnomalies.ts";

/** The books of one account and region on one UTC day, all charges together. */
interface CostDayRow {
  accountId: string;
  region: string;
  day: string;
  estimatedUsd: number | null;
  billedUsd: number | null;
  unexplainedUsd: number;
  /** Of all charges, each with its dollars. */
  causes: { cause: UnexplainedCause; usd: number }[];
  priceDate: string | null;
  /** The day on which the region was first looked at; null for one that is not collected. */
  watchedFrom: string | null;
  /** Whether the trail reaches back to that day and tells of no endpoint that was deleted since and never seen. */
  trailed: boolean;
  asOf: Date;
}

const judgedDays = 14;
/** With these nobody can tell yet, or ever, whether the estimate is right. */
const undecided = new Set<UnexplainedCause>([
  "bill-delay",
  "no-bill",
  "no-price",
  "not-measured",
  "not-collected",
  // Web load balancers are on the same bill, and no business of ours.
  "unknown-balancer",
]);

/** What makes a bill another sum than the list price says, and is on it by intention. */
const explained = new Set<UnexplainedCause>(["credit", "tax"]);
const toleratedShare = 0.05;
const toleratedUsd = 0.01;

/** The last two weeks of some accounts, as they were reconciled last. */
export async function loadCostDays(
  db: Queryable,
  accountIds: readonly string[],
  placeOf: (row: { accountId: string; region: string }) => FleetPlace,
  now: Date,
): Promise<FleetCostDay[]> {
  const from = new Date(now.getTime() - judgedDays * 86_400_000).toISOString().slice(0, 10);
  const anomaly = await readAnomalies(db, accountIds, from);
  const { rows } = await db.query<CostDayRow>(
    `SELECT account_id AS "accountId", region, day, sum(estimated_usd) AS "estimatedUsd", sum(billed_usd) AS "billedUsd",
       sum(unexplained_usd) AS "unexplainedUsd", min(price_effective_from) AS "priceDate",
       min(as_of) AS "asOf",
       (SELECT (min(g.first_seen_at) AT TIME ZONE 'UTC')::date FROM region g
         WHERE g.account_id = d.account_id AND g.region = d.region) AS "watchedFrom",
       EXISTS (SELECT FROM trail_coverage t WHERE t.account_id = d.account_id AND t.region = d.region
         AND t.event_group = 'privatelink' AND t.covered_from <= d.day::timestamp AT TIME ZONE 'UTC'
         AND t.covered_to >= $3::timestamptz - interval '1 day')
       AND NOT EXISTS (SELECT FROM trail_event v WHERE v.account_id = d.account_id AND v.region = d.region
         AND v.event_name = 'DeleteVpcEndpoints' AND v.error_code IS NULL
         AND v.event_time >= d.day::timestamp AT TIME ZONE 'UTC'
         AND EXISTS (SELECT FROM unnest(v.resource_ids) AS i(id) WHERE i.id LIKE 'vpce-%'
           AND NOT EXISTS (SELECT FROM vpc_endpoint e WHERE e.vpc_endpoint_id = i.id))) AS trailed,
       coalesce((SELECT json_agg(c ORDER BY c->>'cause') FROM cost_reconciliation_day r, jsonb_array_elements(r.causes) c
         WHERE r.account_id = d.account_id AND r.region = d.region AND r.day = d.day), '[]') AS causes
     FROM cost_reconciliation_day d
     WHERE account_id = ANY ($1) AND day >= $2::date GROUP BY account_id, region, day ORDER BY 1, 2, 3`,
    [accountIds, from, now],
  );
  return rows.map((row) => ({
    ...placeOf(row),
    day: row.day,
    anomaly: anomaly(row.accountId, row.region, row.day),
    reconciliation: {
      ...{ state: "fresh", asOf: row.asOf, source: "costs" },
      value: reconciliationOf(row),
    },
  }));
}

/** What the books of a day come to. Pure. */
export function reconciliationOf(
  row: Omit<CostDayRow, "accountId" | "asOf">,
): Extract<FleetCostDay["reconciliation"], { state: "fresh" }>["value"] {
  const { day, region, estimatedUsd, billedUsd, unexplainedUsd, causes, priceDate, watchedFrom, trailed } =
    row;
  // What was deleted before anybody looked is on the bill and, but for the trail, nowhere else: no mistake of anybody's.
  const unwatched = !trailed && watchedFrom !== null && day <= watchedFrom;
  const cannotTell = (cause: UnexplainedCause) =>
    undecided.has(cause) || (unwatched && cause === "unknown-endpoint");
  const names = [...new Set(causes.map(({ cause }) => cause))];
  const words = names.map((cause) => unexplainedCauses[cause] ?? cause);
  const sums = `On ${day} ${dollars(billedUsd)} was billed and ${dollars(estimatedUsd)} estimated in ${region || "no region"}`;
  const common = { estimatedUsd, billedUsd, unexplainedUsd, causes: words, priceDate };
  const left = causes.filter(({ cause }) => !cannotTell(cause) && !explained.has(cause));
  const leftUsd = left.reduce((sum, { usd }) => sum + Math.abs(usd), 0);
  const larger = Math.max(Math.abs(billedUsd ?? 0), Math.abs(estimatedUsd ?? 0));
  if (leftUsd > toleratedUsd && leftUsd > larger * toleratedShare) {
    const why = [...new Set(left.map(({ cause }) => unexplainedCauses[cause] ?? cause))].join("; ");
    return {
      ...common,
      state: "unreconciled",
      reason: `${sums}: ${dollars(leftUsd)} of it differs, because ${why}.`,
    };
  }
  const gap = names.find(cannotTell);
  if (gap === "unknown-endpoint")
    return {
      ...common,
      state: "unknown",
      reason: `${sums}: what existed before the first look is not known.`,
    };
  if (gap) return { ...common, state: "unknown", reason: `${sums}: ${unexplainedCauses[gap]}.` };
  return { ...common, state: "reconciled", reason: `${sums}.` };
}

const dollars = (usd: number | null) => (usd === null ? "nothing" : `$${usd.toFixed(2)}`);
