import type { Queryable } from "../../runs/mutations.ts";
import { type PriceTable, priceTable } from "./compute.ts";
import { fallbackPrices } from "./fallback.ts";
import { type PriceProduct, type PriceSource, type PriceVersion, priceProducts } from "./schema.ts";

interface VersionRow extends Omit<PriceVersion, "product"> {
  product: string;
}

/** Every price that was ever kept, the tiers of a version together; products of another version of Linkledger left out. */
export async function readPrices(db: Queryable): Promise<PriceVersion[]> {
  const { rows } = await db.query<VersionRow>(
    `SELECT region, product, effective_from::text AS "effectiveFrom", source, min(unit) AS unit,
       json_agg(json_build_object('fromUnits', tier_from_units, 'usdPerUnit', usd_per_unit)
         ORDER BY tier_from_units) AS tiers
     FROM price GROUP BY region, product, effective_from, source`,
  );
  return rows.filter((row): row is PriceVersion & { source: PriceSource; product: PriceProduct } =>
    Object.hasOwn(priceProducts, row.product),
  );
}

/** Prices to ask, the fallback that ships with this version included. */
export async function loadPriceTable(db: Queryable): Promise<PriceTable> {
  return priceTable([...(await readPrices(db)), ...fallbackPrices]);
}
