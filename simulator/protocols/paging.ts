import { AwsError } from "./errors.ts";

/** Bounds and habits of one action's pages. */
export interface PageRules {
  action: string;
  defaultSize: number;
  min: number;
  max: number;
  tokenError?: string;
}

interface PageRequest {
  maxResults: string | number | undefined;
  nextToken: string | undefined;
}

/** An opaque token: the action it belongs to, where it goes on, and which page that will be. */
export function encodeToken(action: string, offset: number, page = 2): string {
  return Buffer.from(`v1|${action}|${offset}|${page}`).toString("base64");
}

/** The number of the page a token asks for; 1 without a token. */
export function pageOfToken(token: unknown): number {
  if (typeof token !== "string") return 1;
  return Number(Buffer.from(token, "base64").toString("utf8").split("|")[3]) || 2;
}

/** @throws AwsError when the token is not one this action handed out. */
export function decodeToken(action: string, token: string, code = "InvalidNextToken"): number {
  const [version, owner, offset] = Buffer.from(token, "base64").toString("utf8").split("|");
  if (version !== "v1" || owner !== action || !/^\d+$/.test(offset ?? ""))
    throw new AwsError(code, `The token '${token.slice(0, 40)}' is invalid`);
  return Number(offset);
}

/**
 * One page of `items`. Pages may be short and still have a token, as AWS's are: `trim` takes some off.
 * @throws AwsError InvalidParameterValue when MaxResults is out of bounds, InvalidNextToken for a bad token.
 */
export function paginate<T>(
  items: readonly T[],
  request: PageRequest,
  rules: PageRules,
  trim: (size: number, offset: number) => number = (size) => size,
): { items: readonly T[]; nextToken: string | undefined; offset: number } {
  const size = pageSize(request.maxResults, rules);
  const offset = request.nextToken ? decodeToken(rules.action, request.nextToken, rules.tokenError) : 0;
  const remaining = items.length - offset;
  const end = remaining <= size ? items.length : offset + Math.max(1, trim(size, offset));
  const nextToken =
    end < items.length ? encodeToken(rules.action, end, pageOfToken(request.nextToken) + 1) : undefined;
  return { items: offset === 0 && end >= items.length ? items : items.slice(offset, end), nextToken, offset };
}

function pageSize(maxResults: string | number | undefined, rules: PageRules): number {
  if (maxResults === undefined || maxResults === "") return rules.defaultSize;
  const size = Number(maxResults);
  if (!Number.isInteger(size) || size < rules.min)
    throw new AwsError(
      "InvalidParameterValue",
      `Value ( ${maxResults} ) for parameter maxResults is invalid. Expecting a value of at least ${rules.min}.`,
    );
  return Math.min(size, rules.max);
}
