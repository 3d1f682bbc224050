import type { Queryable } from "../../runs/mutations.ts";
import type { PriceVersion } from "./schema.ts";

/** Keeps new versions of prices beside the old ones. Returns how many were not there before. */
export async function addPrices(
  client: Queryable,
  versions: readonly PriceVersion[],
  now: Date,
): Promise<number> {
  if (versions.length === 0) return 0;
  const tiers = versions.flatMap(({ tiers, ...version }) => tiers.map((tier) => ({ ...version, ...tier })));
  const { rows } = await client.query<{ first: boolean }>(
    `INSERT INTO price (region, product, source, effective_from, tier_from_units, usd_per_unit, unit, collected_at)
     SELECT p.region, p.product, p.source, p."effectiveFrom", p."fromUnits", p."usdPerUnit", p.unit, $2
     FROM json_to_recordset($1::json) AS p(region text, product text, source text, "effectiveFrom" date,
       "fromUnits" numeric, "usdPerUnit" numeric, unit text)
     ON CONFLICT DO NOTHING RETURNING tier_from_units = 0 AS first`,
    [JSON.stringify(tiers), now],
  );
  return rows.filter(({ first }) => first).length;
}
