import { GetProductsCommand } from "@aws-sdk/client-pricing";
import { AwsError } from "../aws/errors.ts";
import { allPages } from "../aws/pages.ts";
import type { Aws } from "../aws/session.ts";
import type { Listing } from "./catalog.ts";
import { type ListedProduct, parseProduct } from "./map.ts";

/** All products of a listing. Throws AwsError, `malformed` for an entry that is no JSON. */
export async function fetchProducts(aws: Aws, { serviceCode, filter }: Listing): Promise<ListedProduct[]> {
  const texts = await allPages(async (NextToken) => {
    const answer = await aws.pricing(
      new GetProductsCommand({
        ServiceCode: serviceCode,
        Filters: [filter],
        FormatVersion: "aws_v1",
        MaxResults: 100,
        NextToken,
      }),
    );
    return { items: answer.PriceList, next: answer.NextToken };
  });
  return texts.flatMap((text) => parse(String(text)) ?? []);
}

function parse(text: string): ListedProduct | undefined {
  try {
    return parseProduct(text);
  } catch (error) {
    const message = "an entry of the price list is no JSON";
    throw new AwsError({ errorClass: "malformed", code: "SyntaxError", message }, { cause: error });
  }
}
