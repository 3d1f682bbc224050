import { z } from "zod";
import { outboundSchema } from "../outbound/schema.ts";
import { slosSchema } from "../slo/definition.ts";
import { snsSchema } from "../sns/schema.ts";
import { defaultWebSettings, webSchema } from "../web/schema.ts";
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
  roleArn: roleArn.optional(),
  memberRoleName: z
    .string()
    .regex(/^[\w+=,.@/-]{1,64}$/, "expected the name of an IAM role")
    .default("LinkledgerReader"),
  externalId: externalId.optional(),
});

const account = z.strictObject({
  id: accountId,
  name: z.string().min(1).max(128).optional(),
  roleArn: roleArn.optional(),
  externalId: externalId.optional(),
});

const tagKeys = z.strictObject({
  owner: z.string().min(1).default("team"),
  environment: z.string().min(1).default("env"),
  application: z.string().min(1).default("app"),
});

const idle = z.strictObject({
  days: z.int().min(1).max(400).default(30),
  lowUseBytesPerDay: z.int().min(0).default(1_048_576),
});

const metrics = z.strictObject({
  usdPerMonth: z.number("expected dollars a month, such as 250").positive().optional(),
  /** /metrics has series of single endpoints for at most so many, those with most traffic; 0 for none. */
  endpointSeries: z.int().min(0).max(200_000).default(2000),
});

/** What the settings page fills its links and snippets with, where it cannot know it by itself. */
const onboarding = z.strictObject({
  /** Where CloudFormation reads the template: an object in S3, as it takes no other. */
  templateUrl: z
    .string()
    .regex(
      /^https:\/\/[a-z0-9.-]+\.amazonaws\.com(\.cn)?\/\S{1,900}$/,
      "expected the https address of an object in Amazon S3",
    )
    .optional(),
  /** What the collectors run as; what STS says of them where it is not set. */
  trustedPrincipalArn: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:iam::\d{12}:(root|role\/[\w+=,.@/-]+|user\/[\w+=,.@/-]+)$/,
      "expected the ARN of a role, a user or an account's root",
    )
    .optional(),
});

const webhooks = z.strictObject({ sns: snsSchema.default({ topics: [] }) });

const logsInsights = z.strictObject({
  usdPerDay: z.number().min(0).max(100_000).default(1),
  lookbackMinutes: z.int().min(10).max(1440).default(60),
  networkActivityLogGroup: z
    .string()
    .regex(/^[\w./#-]{1,512}$/, "expected a part of the name of a log group")
    .default("network-activity"),
});

// Each page of an answer of Cost Explorer is a request, and a request costs $0.01.
const costs = z.strictObject({
  resourceLevel: z.boolean().default(false),
  zoneLevel: z.boolean().default(false),
  /** For a calendar month (UTC), over all accounts. */
  budgetUsd: z.number("expected dollars a month, such as 5000").positive().optional(),
});

/** The shape of `linkledger.yaml`. Unknown keys are errors, so that a typing mistake is never a silent default. */
export const configSchema = z.strictObject({
  organization: organization.optional(),
  accounts: z.array(account).default([]),
  regions: z.array(region).min(1).default(["all"]),
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
  alerts: z.looseObject({}).default({}),
  /** Hosts that alerts and webhooks may be sent to although they are inside the network or speak plain HTTP. */
  outbound: outboundSchema.default({ allow: [] }),
  web: webSchema.default(defaultWebSettings),
});

/** A checked configuration, defaults filled in. */
export type Config = z.infer<typeof configSchema>;
