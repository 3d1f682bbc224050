import { z } from "zod";
import { alertsSchema } from "../alerts/config.ts";
import { outboundSchema } from "../outbound/schema.ts";
import { slosSchema } from "../slo/definition.ts";
import { snsSchema } from "../sns/schema.ts";
import { defaultWebSettings, webSchema } from "../web/schema.ts";
import { accessSchema } from "./access.ts";
import { probesSchema } from "./probes.ts";

const accountId = z.string().regex(/^\d{12}$/, "expected an account id of 12 digits, in quotes");
const roleArn = z
  .string()
  .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, "expected arn:aws:iam::<account id>:role/<name>");
const externalId = z.string().min(2).max(1224);
const region = z
  .string()
  .regex(/^([a-z]{2}(-[a-z]+)+-\d|all)$/, "expected a region such as us-east-1, or all");

const organization = z.strictObject({
  roleArn: roleArn
    .optional()
    .describe("Role in the management account that lists the accounts; unset: the ambient credentials."),
  memberRoleName: z
    .string()
    .regex(/^[\w+=,.@/-]{1,64}$/, "expected the name of an IAM role")
    .default("LinkledgerReader")
    .describe("Role that is taken in each member account."),
  externalId: externalId.optional().describe("Sent when a role is taken. A secret."),
});

const account = z.strictObject({
  id: accountId.describe("12 digits, in quotes."),
  name: z.string().min(1).max(128).optional().describe("Shown instead of the id."),
  roleArn: roleArn.optional().describe("Role to take; unset: the ambient credentials."),
  externalId: externalId.optional().describe("Sent when the role is taken. A secret."),
});

const tagKeys = z.strictObject({
  owner: z.string().min(1).default("team").describe("Key of the tag that names whose a resource is."),
  environment: z.string().min(1).default("env").describe("Key of the tag that names the environment."),
  application: z.string().min(1).default("app").describe("Key of the tag that names the application."),
});

const idle = z.strictObject({
  days: z.int().min(1).max(400).default(30).describe("Days without a byte before something is idle."),
  lowUseBytesPerDay: z.int().min(0).default(1_048_576).describe("Less than so much on average is low use."),
});

const metrics = z.strictObject({
  usdPerMonth: z
    .number("expected dollars a month, such as 250")
    .positive()
    .optional()
    .describe("What GetMetricData may cost; polling slows to stay within it. Unset: no limit."),
  endpointSeries: z
    .int()
    .min(0)
    .max(200_000)
    .default(2000)
    .describe(
      "/metrics has series of single endpoints for at most so many, those with most traffic; 0 for none.",
    ),
});

/** What the settings page fills its links and snippets with, where it cannot know it by itself. */
const onboarding = z.strictObject({
  templateUrl: z
    .string()
    .regex(
      /^https:\/\/[a-z0-9.-]+\.amazonaws\.com(\.cn)?\/\S{1,900}$/,
      "expected the https address of an object in Amazon S3",
    )
    .optional()
    .describe("Where CloudFormation reads the template: an object in S3, as it takes no other."),
  trustedPrincipalArn: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:iam::\d{12}:(root|role\/[\w+=,.@/-]+|user\/[\w+=,.@/-]+)$/,
      "expected the ARN of a role, a user or an account's root",
    )
    .optional()
    .describe("What the collectors run as; what STS says of them where it is not set."),
});

const webhooks = z.strictObject({ sns: snsSchema.default({ topics: [] }) });

const logsInsights = z.strictObject({
  usdPerDay: z
    .number()
    .min(0)
    .max(100_000)
    .default(1)
    .describe("Limit of a UTC day over all accounts; 0 asks for nothing."),
  lookbackMinutes: z
    .int()
    .min(10)
    .max(1440)
    .default(60)
    .describe("How far back the first question about an endpoint reaches."),
  networkActivityLogGroup: z
    .string()
    .regex(/^[\w./#-]{1,512}$/, "expected a part of the name of a log group")
    .default("network-activity")
    .describe("Part of the name of the log groups that hold CloudTrail network activity events."),
});

// Each page of an answer of Cost Explorer is a request, and a request costs $0.01.
const costs = z.strictObject({
  resourceLevel: z
    .boolean()
    .default(false)
    .describe("Ask Cost Explorer for the bill by resource; $0.01 a page."),
  zoneLevel: z.boolean().default(false).describe("Ask Cost Explorer for the bill by zone; $0.01 a page."),
  budgetUsd: z
    .number("expected dollars a month, such as 5000")
    .positive()
    .optional()
    .describe("For a calendar month (UTC), over all accounts."),
});

/** The shape of `linkledger.yaml`. Unknown keys are errors, so that a typing mistake is never a silent default. */
export const configSchema = z.strictObject({
  organization: organization.optional().describe("Discovers accounts through AWS Organizations."),
  accounts: z
    .array(account)
    .default([])
    .describe("Accounts by hand, instead of an organization or beside it."),
  regions: z
    .array(region)
    .min(1)
    .default(["all"])
    .describe("Regions to collect; all: every region enabled for the account."),
  tags: tagKeys.default({ owner: "team", environment: "env", application: "app" }),
  idle: idle.default({ days: 30, lowUseBytesPerDay: 1_048_576 }),
  metrics: metrics.default(metrics.parse({})),
  onboarding: onboarding.default({}),
  /** What others may tell Linkledger. */
  webhooks: webhooks.default(webhooks.parse({})),
  /** Logs Insights reads flow logs and network activity: dollars a UTC day over all accounts; 0 asks for nothing. */
  logsInsights: logsInsights.default(logsInsights.parse({})),
  probes: probesSchema.default({ prometheus: [], tokens: [] }),
  costs: costs.default({ resourceLevel: false, zoneLevel: false }),
  slos: slosSchema.default([]),
  /** Files of OpenSLO v1, beside this one; their objectives are added to `slos`. */
  sloFiles: z.array(z.string().min(1)).default([]),
  /** Receivers, routes, escalation and silences of alerts. */
  alerts: alertsSchema.prefault({}),
  /** Hosts that alerts and webhooks may be sent to although they are inside the network or speak plain HTTP. */
  outbound: outboundSchema.default({ allow: [] }),
  web: webSchema.default(defaultWebSettings),
  access: accessSchema.prefault({}),
});

/** A checked configuration, defaults filled in. */
export type Config = z.infer<typeof configSchema>;
