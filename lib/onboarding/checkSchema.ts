import { z } from "zod";

const isoTime = z.string().meta({ format: "date-time" });

/**
 * What a single question came to. `ok`: AWS let us; `missing`: it did not, and somebody can change that; `absent`: we
 * may ask, and there is nothing there; `unknown`: it could not be found out now; `not-asked`: on purpose.
 */
export const checkStatuses = ["ok", "missing", "absent", "unknown", "not-asked"] as const;

/** Why it is not ok, as far as AWS's own words tell. */
export const checkCauses = [
  "identity-policy",
  "explicit-deny",
  "service-control-policy",
  "resource-control-policy",
  "permissions-boundary",
  "session-policy",
  "endpoint-policy",
  "denied",
  "trust",
  "credentials",
  "region-off",
  "throttled",
  "network",
  "not-offered",
  "not-enabled",
  "other",
] as const;
export type CheckCause = (typeof checkCauses)[number];

/** One question with its answer in plain words. */
export const checkSchema = z
  .object({
    subject: z.string().describe("An IAM action, or a source of data such as flow-logs."),
    region: z.string().nullable(),
    status: z.enum(checkStatuses),
    cause: z.enum(checkCauses).nullable().describe("Null where it is ok."),
    sentence: z.string().describe("What was found."),
    fix: z.string().nullable().describe("What to do next; null where there is nothing to do."),
  })
  .meta({ id: "AccountCheckItem" });
export type Check = z.infer<typeof checkSchema>;

/**
 * Of an account: `complete` has all it needs; `incomplete` lacks something; `unreachable` cannot be asked at all;
 * `unknown` could not be found out (throttled, no network).
 */
export const accountStatuses = ["complete", "incomplete", "unreachable", "unknown"] as const;
export type AccountStatus = (typeof accountStatuses)[number];

/** Everything that one check of an account found. */
export const accountCheckSchema = z
  .object({
    accountId: z.string(),
    accountName: z.string().nullable(),
    checkedAt: isoTime,
    status: z.enum(accountStatuses),
    roleArn: z.string().nullable().describe("Null where the ambient credentials are used."),
    identityArn: z.string().nullable().describe("Whose credentials these are."),
    reach: checkSchema.describe("Whether the account can be asked at all."),
    regions: z.object({
      checked: z.array(z.string()).describe("Enabled, and asked in."),
      off: z.array(z.string()).describe("Asked for by the configuration, and not enabled."),
      unknown: z.boolean().describe("Which regions are enabled could not be found out."),
    }),
    permissions: z.array(checkSchema),
    sources: z
      .array(checkSchema)
      .describe("What there is to read: change events, flow logs, network activity, the bill, quotas."),
  })
  .meta({ id: "AccountCheck" });
export type AccountCheck = z.infer<typeof accountCheckSchema>;

/** The last check of an account, and whether another one was asked for since. */
export const accountCheckStateSchema = z
  .object({
    accountId: z.string(),
    askedAt: isoTime.nullable(),
    waiting: z.boolean().describe("True: a check was asked for, and no worker has made it yet."),
    check: accountCheckSchema.nullable().describe("Null before the first."),
  })
  .meta({ id: "AccountCheckState" });
export type AccountCheckState = z.infer<typeof accountCheckStateSchema>;

/** How the checks of all accounts went. */
export interface AccountChecks {
  total: number;
  /** Accounts that lacked nothing when they were checked last. */
  complete: number;
  /** When the last one was made, ISO 8601; null before the first. */
  newest: string | null;
  /** The worst of them first; without a state where there never was a check. */
  accounts: { accountId: string; name: string | null; state: AccountCheckState | null }[];
}
