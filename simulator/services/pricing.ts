import { PRICED_SERVICES, type ProductSpec, productsOf } from "../fleet/price-list.ts";
import { AwsError } from "../protocols/errors.ts";
import { paginate } from "../protocols/paging.ts";
import type { WireObject } from "../protocols/xml.ts";
import type { Call, Operations } from "./context.ts";

/** The day the list was published: prices are older than any fleet. */
const PUBLISHED = "2025-10-01T00:00:00Z";
/** AWS's own codes for on-demand terms and hourly or volume rates. */
const ON_DEMAND = "JRTCKXETXF";
const RATE = "6YS6EN2CT7";

/** AWS charges differently from a day on: the list shows the new price only, as the real one does. */
export interface PriceChange {
  usagetype: string;
  factor: number;
  /** ISO 8601. */
  effectiveDate: string;
}

interface PriceFilter {
  Type: string;
  Field: string;
  Value: string;
}

/** The Price List query API. Prices are public: every account reads the same. */
export const pricing: Operations = {
  GetProducts: (call) => {
    const { Filters } = call.json as { Filters?: PriceFilter[] };
    const found = productsOf(serviceCode(call)).filter((product) =>
      (Filters ?? []).every((filter) => matches(product, filter)),
    );
    const page = pageOf(call, found);
    const PriceList = page.items.map((product) => JSON.stringify(render(product, call.priceChange)));
    return { FormatVersion: "aws_v1", PriceList, NextToken: page.nextToken };
  },

  DescribeServices: (call) => {
    const wanted = call.json.ServiceCode as string | undefined;
    const codes = wanted === undefined ? PRICED_SERVICES : [serviceCode(call)];
    const page = pageOf(call, codes);
    const Services = page.items.map((ServiceCode) => ({ ServiceCode, AttributeNames: namesOf(ServiceCode) }));
    return { FormatVersion: "aws_v1", Services, NextToken: page.nextToken };
  },

  GetAttributeValues: (call) => {
    const name = String(call.json.AttributeName ?? "");
    const code = serviceCode(call);
    if (!namesOf(code).includes(name))
      throw new AwsError("NotFoundException", `Attribute ${name} is not known for ${code}`);
    const values = new Set(productsOf(code).map((product) => attribute(product, name)));
    const page = pageOf(
      call,
      [...values].filter((value) => value !== undefined),
    );
    return { AttributeValues: page.items.map((Value) => ({ Value })), NextToken: page.nextToken };
  },
};

function serviceCode(call: Call): string {
  const code = String(call.json.ServiceCode ?? "");
  if (!PRICED_SERVICES.includes(code))
    throw new AwsError("NotFoundException", `Service ${code} is not in the price list`);
  return code;
}

function pageOf<T>(call: Call, items: readonly T[]) {
  const { MaxResults, NextToken } = call.json as { MaxResults?: number; NextToken?: string };
  if (MaxResults !== undefined && MaxResults > 100)
    throw new AwsError("InvalidParameterException", "MaxResults must be at most 100");
  const { Filters, ServiceCode } = call.json;
  const action = `${call.action}/${ServiceCode ?? ""}/${JSON.stringify(Filters ?? [])}`;
  const rules = { action, defaultSize: 100, min: 1, max: 100, tokenError: "InvalidNextTokenException" };
  return paginate(items, { maxResults: MaxResults, nextToken: NextToken }, rules);
}

/** `productFamily` stands beside the attributes, and can be filtered by all the same. */
function attribute(product: ProductSpec, name: string): string | undefined {
  return name.toLowerCase() === "productfamily" ? product.family : product.attributes[name];
}

function namesOf(code: string): string[] {
  const names = new Set(productsOf(code).flatMap((product) => Object.keys(product.attributes)));
  return ["productFamily", ...names].sort();
}

function matches(product: ProductSpec, { Type, Field, Value }: PriceFilter): boolean {
  const value = attribute(product, Field);
  switch (Type) {
    case "TERM_MATCH":
    case "EQUALS":
      return value?.toLowerCase() === Value.toLowerCase();
    case "CONTAINS":
      return value?.toLowerCase().includes(Value.toLowerCase()) ?? false;
    case "ANY_OF":
      return Value.split(",").some((one) => one.trim() === value);
    case "NONE_OF":
      return !Value.split(",").some((one) => one.trim() === value);
    default:
      throw new AwsError("InvalidParameterException", `Filter type ${Type} is not supported`);
  }
}

const WORDS: Record<ProductSpec["unit"], string> = {
  Hrs: "hour",
  GB: "GB",
  "LCU-Hrs": "used Network load balancer capacity unit-hour",
  Metrics: "metric requested",
  Requests: "API request",
};

/** A product with its on-demand terms, as the price list nests them. */
function render(product: ProductSpec, change: PriceChange | undefined): WireObject {
  const { sku, serviceCode, family, unit, description, attributes, tiers } = product;
  const changed = change?.usagetype === attributes.usagetype ? change : undefined;
  const offer = `${sku}.${ON_DEMAND}`;
  const priceDimensions = Object.fromEntries(
    tiers.map(({ from, to, usd: listed }, index) => {
      const usd = listed * (changed?.factor ?? 1);
      const rateCode = `${offer}.${index === 0 ? RATE : `${RATE.slice(0, -1)}${index}`}`;
      const price = `$${usd} per ${WORDS[unit]}`;
      const dimension = {
        rateCode,
        unit,
        description: `${price}, ${description}`,
        beginRange: String(from),
        endRange: Number.isFinite(to) ? String(to) : "Inf",
        appliesTo: [],
        pricePerUnit: { USD: usd.toFixed(10) },
      };
      return [rateCode, dimension];
    }),
  );
  return {
    product: { productFamily: family, sku, attributes },
    serviceCode,
    terms: {
      OnDemand: {
        [offer]: {
          sku,
          offerTermCode: ON_DEMAND,
          effectiveDate: changed?.effectiveDate ?? PUBLISHED,
          priceDimensions,
          termAttributes: {},
        },
      },
    },
    version: PUBLISHED.replace(/[-:TZ]/g, ""),
    publicationDate: PUBLISHED,
  };
}
