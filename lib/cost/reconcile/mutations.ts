import type { Queryable } from "../../runs/mutations.ts";
import type { CausePart } from "./schema.ts";

/** A row of `cost_reconciliation_day`. */
export interface ReconciliationRow {
  account_id: string;
  day: string;
  region: string;
  charge: string;
  service: string;
  usage_type: string;
  estimated_usd: string | null;
  estimated_quantity: number | null;
  unit: string | null;
  unestimated: number;
  billed_usd: number | null;
  billed_quantity: number | null;
  unexplained_usd: string;
  causes: CausePart[];
  flagged: boolean;
  price_effective_from: string | null;
  price_source: string | null;
}

const types: Record<keyof ReconciliationRow, string> = {
  account_id: "text",
  day: "date",
  region: "text",
  charge: "text",
  service: "text",
  usage_type: "text",
  estimated_usd: "numeric(18,9)",
  estimated_quantity: "numeric(24,8)",
  unit: "text",
  unestimated: "int",
  billed_usd: "numeric(18,10)",
  billed_quantity: "numeric(24,8)",
  unexplained_usd: "numeric(18,10)",
  causes: "jsonb",
  flagged: "boolean",
  price_effective_from: "date",
  price_source: "text",
};
const columns = Object.keys(types);
const values = columns.slice(4);
const atOnce = 5000;

/**
 * Makes the days from one to another, both included, be exactly these rows; rows that say the same are not touched.
 * Call it inside a transaction. Returns how many changed.
 */
export async function replaceReconciliation(
  client: Queryable,
  days: { first: string; last: string },
  rows: readonly ReconciliationRow[],
  { asOf, now }: { asOf: Date; now: Date },
): Promise<number> {
  await client.query(
    "CREATE TEMP TABLE reconciled (account_id text, day date, region text, charge text) ON COMMIT DROP",
  );
  let changed = 0;
  for (let from = 0; from < rows.length; from += atOnce) {
    const record = `json_to_recordset($1::json) AS r(${columns.map((name) => `${name} ${types[name as keyof ReconciliationRow]}`).join(", ")})`;
    const batch = JSON.stringify(rows.slice(from, from + atOnce));
    await client.query(`INSERT INTO reconciled SELECT account_id, day, region, charge FROM ${record}`, [
      batch,
    ]);
    const { rowCount } = await client.query(
      `INSERT INTO cost_reconciliation_day AS c (${columns.join(", ")}, as_of, evaluated_at)
       SELECT ${columns.join(", ")}, $2, $3 FROM ${record}
       ON CONFLICT (account_id, day, region, charge) DO UPDATE SET
         ${values.map((name) => `${name} = EXCLUDED.${name}`).join(", ")},
         as_of = EXCLUDED.as_of, evaluated_at = EXCLUDED.evaluated_at
       WHERE (${values.map((name) => `c.${name}`).join(", ")})
         IS DISTINCT FROM (${values.map((name) => `EXCLUDED.${name}`).join(", ")})`,
      [batch, asOf, now],
    );
    changed += rowCount ?? 0;
  }
  const { rowCount } = await client.query(
    `DELETE FROM cost_reconciliation_day c WHERE day BETWEEN $1::date AND $2::date
       AND NOT EXISTS (SELECT FROM reconciled r WHERE r.account_id = c.account_id AND r.day = c.day
         AND r.region = c.region AND r.charge = c.charge)`,
    [days.first, days.last],
  );
  return changed + (rowCount ?? 0);
}
