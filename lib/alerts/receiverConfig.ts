import { z } from "zod";
import { secretSchema } from "../config/secret.ts";

const name = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "expected small letters, digits and hyphens, 63 at most");

const plainUrl = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
    "expected a URL such as https://alerts.example.com",
  )
  .refine(
    (text) => !URL.canParse(text) || (new URL(text).username === "" && new URL(text).password === ""),
    "expected no password in the URL",
  );
const url = z.union(
  [plainUrl, secretSchema],
  "expected a URL such as https://alerts.example.com, { env: NAME } or { file: path }",
);

/** What one message is about: all of a service or else of an account, all of an account, or one alert. */
export const groupings = ["service", "account", "alert"] as const;
export type Grouping = (typeof groupings)[number];

const common = { name, groupBy: z.enum(groupings).optional() };
const labels = z.record(
  z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, "expected the name of a Prometheus label"),
  z.string().min(1).max(200),
);

const alertmanager = z
  .strictObject({
    ...{ name, type: z.literal("alertmanager") },
    /** The part before /api/v2. */
    url,
    labels: labels.default({}),
    bearerToken: secretSchema.optional(),
    basicAuth: z.strictObject({ username: z.string().min(1), password: secretSchema }).optional(),
    /** An alert that Linkledger does not tell again for so long counts as over there. */
    resolveAfterMinutes: z.number().min(3).max(1440).default(15),
  })
  .refine((given) => !given.bearerToken || !given.basicAuth, {
    path: ["basicAuth"],
    message: "expected either bearerToken or basicAuth, not both",
  });
const pagerduty = z.strictObject({
  ...{ ...common, type: z.literal("pagerduty") },
  routingKey: secretSchema,
  url: plainUrl.default("https://events.pagerduty.com/v2/enqueue"),
});
const slack = z.strictObject({ ...common, type: z.literal("slack"), url: secretSchema });
const webhook = z.strictObject({ ...common, type: z.literal("webhook"), url, secret: secretSchema });

/** One entry of `alerts.receivers`. */
export const receiverSchema = z.discriminatedUnion("type", [alertmanager, pagerduty, slack, webhook], {
  error: "expected one of alertmanager, pagerduty, slack, webhook",
});
export type ReceiverConfig = z.infer<typeof receiverSchema>;
export type ReceiverType = ReceiverConfig["type"];
export type ReceiverOf<Type extends ReceiverType> = Extract<ReceiverConfig, { type: Type }>;
