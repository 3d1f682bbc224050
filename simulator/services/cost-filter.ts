import type { BillLine } from "../fleet/bill-line.ts";
import { NO_RESOURCE, NO_ZONE } from "../fleet/itemized-bills.ts";
import { AwsError } from "../protocols/errors.ts";

/** A Cost Explorer filter. */
export interface Expression {
  And?: Expression[];
  Or?: Expression[];
  Not?: Expression;
  Dimensions?: { Key: string; Values: string[]; MatchOptions?: string[] };
  Tags?: unknown;
  CostCategories?: unknown;
}

/** Whether a line passes a filter; tags and cost categories are not kept and match nothing. */
export function matchesExpression(line: BillLine, expression: Expression | undefined): boolean {
  if (!expression) return true;
  if (expression.And) return expression.And.every((one) => matchesExpression(line, one));
  if (expression.Or) return expression.Or.some((one) => matchesExpression(line, one));
  if (expression.Not) return !matchesExpression(line, expression.Not);
  if (!expression.Dimensions) return false;
  const { Key, Values, MatchOptions } = expression.Dimensions;
  const value = readDimension(line, Key);
  return Values.some((wanted) => matches(value, wanted, MatchOptions ?? ["EQUALS"]));
}

/** @throws AwsError ValidationException for a dimension bills do not have. */
export function readDimension(line: BillLine, key: string): string {
  switch (key) {
    case "LINKED_ACCOUNT":
      return line.accountId;
    case "REGION":
      return line.recordType === "Tax" ? "NoRegion" : line.region;
    case "SERVICE":
      return line.service;
    case "USAGE_TYPE":
      return line.usageType;
    case "OPERATION":
      return line.operation;
    case "RECORD_TYPE":
      return line.recordType;
    case "AZ":
      return line.zone ?? NO_ZONE;
    case "RESOURCE_ID":
      return line.resourceId ?? NO_RESOURCE;
    default:
      throw new AwsError("ValidationException", `Dimension ${key} is not supported`);
  }
}

/** The dimensions a filter asks for. */
export function dimensionsOf(expression: Expression | undefined): string[] {
  if (!expression) return [];
  const { And = [], Or = [], Not, Dimensions } = expression;
  const nested = [...And, ...Or, ...(Not ? [Not] : [])].flatMap(dimensionsOf);
  return Dimensions ? [...nested, Dimensions.Key] : nested;
}

function matches(value: string, wanted: string, options: string[]): boolean {
  const fold = options.includes("CASE_INSENSITIVE");
  const [text, pattern] = fold ? [value.toLowerCase(), wanted.toLowerCase()] : [value, wanted];
  if (options.includes("STARTS_WITH")) return text.startsWith(pattern);
  if (options.includes("ENDS_WITH")) return text.endsWith(pattern);
  if (options.includes("CONTAINS")) return text.includes(pattern);
  return text === pattern;
}
