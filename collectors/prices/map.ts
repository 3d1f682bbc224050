import { z } from "zod";
import { everywhere, type PriceTier, type PriceVersion, priceProducts } from "#lib/cost/prices/schema.ts";
import { productOf } from "./catalog.ts";

// What the Price List nests in each of its texts, as far as it is read.
// https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file.html
const priceDimension = z.object({
  beginRange: z.coerce.number(),
  endRange: z.string().transform((text) => (text === "Inf" ? Number.POSITIVE_INFINITY : Number(text))),
  unit: z.string(),
  pricePerUnit: z.object({ USD: z.string() }),
});
const listedProduct = z.object({
  product: z.object({ attributes: z.record(z.string(), z.string()) }),
  terms: z.object({
    OnDemand: z.record(
      z.string(),
      z.object({ effectiveDate: z.string(), priceDimensions: z.record(z.string(), priceDimension) }),
    ),
  }),
});
export type ListedProduct = z.infer<typeof listedProduct>;

/** One text of the Price List; undefined for a product without on-demand prices in dollars. Throws on broken JSON. */
export function parseProduct(text: string): ListedProduct | undefined {
  return listedProduct.safeParse(JSON.parse(text)).data;
}

/**
 * Products of the Price List as prices. Left out are places that are no region (local zones, outposts), ladders of
 * tiers with a gap, and products of which a region lists two different prices: which one applies is not known.
 */
export function mapPrices(serviceCode: string, products: ListedProduct[]): PriceVersion[] {
  const found = products.flatMap((product) => {
    const version = versionOf(serviceCode, product);
    return version ? [{ version, general: !product.product.attributes.operation }] : [];
  });
  const keyOf = ({ version: { region, product } }: (typeof found)[number]) => `${region} ${product}`;
  return [...Map.groupBy(found, keyOf).values()].flatMap((candidates) => {
    // Data between zones is listed for all operations, and again for some of them.
    const general = candidates.filter((candidate) => candidate.general);
    const [first, ...others] = (general.length > 0 ? general : candidates).map(({ version }) => version);
    if (!first || others.some((other) => pricesOf(other) !== pricesOf(first))) return [];
    return [first];
  });
}

const pricesOf = ({ tiers, unit }: PriceVersion) => JSON.stringify([unit, tiers]);

function versionOf(serviceCode: string, { product, terms }: ListedProduct): PriceVersion | undefined {
  const { attributes } = product;
  const kind = productOf(serviceCode, attributes);
  if (!kind) return undefined;
  const region = "global" in priceProducts[kind] ? everywhere : regionOf(attributes);
  const offer = Object.values(terms.OnDemand)
    .toSorted((a, b) => (a.effectiveDate < b.effectiveDate ? -1 : 1))
    .at(-1);
  if (!region || !offer) return undefined;
  const dimensions = Object.values(offer.priceDimensions).toSorted((a, b) => a.beginRange - b.beginRange);
  const tiers = tiersOf(dimensions);
  const unit = dimensions[0]?.unit;
  if (!tiers || !unit) return undefined;
  const effectiveFrom = offer.effectiveDate.slice(0, 10);
  return { region, product: kind, effectiveFrom, source: "price-list", unit, tiers };
}

/** The region, where the product is of one: `eu-west-1`, not `eu-west-1-wl1-…`. */
function regionOf({
  regionCode,
  fromRegionCode,
  locationType,
  fromLocationType,
}: Record<string, string>): string | undefined {
  const kind = locationType ?? fromLocationType;
  const region = regionCode ?? fromRegionCode;
  if (kind !== undefined && kind !== "AWS Region") return undefined;
  return region && /^[a-z]{2}(-[a-z]+)+-\d$/.test(region) ? region : undefined;
}

/** Tiers from 0 to infinity without a gap; undefined otherwise. */
function tiersOf(
  dimensions: { beginRange: number; endRange: number; pricePerUnit: { USD: string } }[],
): PriceTier[] | undefined {
  let end = 0;
  const tiers: PriceTier[] = [];
  for (const { beginRange, endRange, pricePerUnit } of dimensions) {
    const usdPerUnit = Number(pricePerUnit.USD);
    if (beginRange !== end || !(usdPerUnit >= 0)) return undefined;
    // As it is stored: ten places.
    tiers.push({ fromUnits: beginRange, usdPerUnit: Number(usdPerUnit.toFixed(10)) });
    end = endRange;
  }
  return end === Number.POSITIVE_INFINITY ? tiers : undefined;
}
