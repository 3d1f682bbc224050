import { z } from "zod";
import { checkIds } from "../diagnosis/schema.ts";
import { type AlertSource, alertSeverities, alertSources, type Signal } from "./schema.ts";

const values = <Item extends z.ZodType<string>>(item: Item) =>
  z.array(item, "expected a list, such as [payments]").min(1).max(200).optional();
const word = z
  .string("expected text")
  .max(300)
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), "must be well-formed text of one line");

/**
 * Which alerts something is about. Values of one key are alternatives, keys must all hold; an absent key means any, an
 * empty text finds what has no value, and `*` at an end stands for whatever follows.
 */
export const matchSchema = z
  .strictObject({
    severity: values(z.enum(alertSeverities, { error: `expected one of ${alertSeverities.join(", ")}` })),
    source: values(z.enum(alertSources, { error: `expected one of ${alertSources.join(", ")}` })),
    check: values(z.enum(checkIds, { error: "expected the id of a check, such as targets-unhealthy" })),
    account: values(z.string().regex(/^(\d{12})?$/, "expected an account id of 12 digits, in quotes")),
    region: values(word),
    owner: values(word),
    environment: values(word),
    service: values(word),
    endpoint: values(word),
  })
  .meta({ id: "AlertMatch" });
export type Match = z.infer<typeof matchSchema>;

/** What a matcher looks at. */
export type Matched = Pick<
  Signal,
  | "severity"
  | "source"
  | "checkId"
  | "accountId"
  | "region"
  | "owner"
  | "environment"
  | "serviceName"
  | "vpcEndpointId"
>;

const fields: Record<keyof Match, (alert: Matched) => string | AlertSource | null> = {
  severity: ({ severity }) => severity,
  source: ({ source }) => source,
  check: ({ checkId }) => checkId,
  account: ({ accountId }) => accountId,
  region: ({ region }) => region,
  owner: ({ owner }) => owner,
  environment: ({ environment }) => environment,
  service: ({ serviceName }) => serviceName,
  endpoint: ({ vpcEndpointId }) => vpcEndpointId,
};

export function matches(match: Match, alert: Matched): boolean {
  return Object.entries(match).every(([key, wanted]) => {
    if (!wanted) return true;
    const value = fields[key as keyof Match](alert) ?? "";
    return wanted.some((one) =>
      one.endsWith("*") && one.length > 1 ? value.startsWith(one.slice(0, -1)) : one === value,
    );
  });
}

/** A matcher in a few words: `severity page; owner payments or risk`. */
export function matchWords(match: Match): string {
  const parts = Object.entries(match).flatMap(([key, wanted]) =>
    wanted ? [`${key} ${wanted.map((one) => one || "none").join(" or ")}`] : [],
  );
  return parts.join("; ") || "every alert";
}
