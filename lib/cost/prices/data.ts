import type { Queryable } from "../../runs/mutations.ts";
import { type PriceTable, priceTable } from "./compute.ts";
import { fallbackPrices } from "./fallback.ts";
import { type PriceProduct, type PriceSource, type PriceVersion, priceProducts } from "./schema.ts";

interface VersionRow extends Omit<PriceVersion, "product"> {
  product: string;
}

/**
 * Every price that was ever kept, of all products or of one, the tiers of a version together. Products of another
 * version of Linkledger are left out.
 */
export async function readPrices(db: Queryable, product?: PriceProduct): Promise<PriceVersion[]> {
  const { rows } = await db.query<VersionRow>(
    `SELECT region, product, effective_from::text AS "effectiveFrom", source, min(unit) AS unit,
       json_agg(json_build_object('fromUnits', tier_from_units, 'usdPerUnit', usd_per_unit)
         ORDER BY tier_from_units) AS tiers
     FROM price WHERE $1::text IS NULL OR product = $1 GROUP BY region, product, effective_from, source`,
    [product ?? null],
  );
  return rows.filter((row): row is PriceVersion & { source: PriceSource; product: PriceProduct } =>
    Object.hasOwn(priceProducts, row.product),
  );
}

/** Prices to ask, of all products or of one, the fallback that ships with this version included. */
export async function loadPriceTable(db: Queryable, product?: PriceProduct): Promise<PriceTable> {
  return priceTable([...(await readPrices(db, product)), ...fallbackPrices]);
}
