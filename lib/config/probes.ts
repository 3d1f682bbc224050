import { z } from "zod";

const labelName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, "expected the name of a Prometheus label");

const url = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
    "expected a URL such as http://prometheus:9090, the part before /api/v1",
  )
  .refine(
    (text) => !URL.canParse(text) || (new URL(text).username === "" && new URL(text).password === ""),
    "expected no password in the URL; use basicAuth",
  )
  .refine(
    (text) => !URL.canParse(text) || (new URL(text).search === "" && new URL(text).hash === ""),
    "expected a URL without ? and #",
  )
  .transform((text) => text.replace(/\/+$/, "").replace(/\/api\/v1$/, ""));

/** A header's value as it is, or the name of the environment variable that holds it. */
const headerValue = z.union([
  z.string().regex(/^[^\r\n]+$/, "expected a value of one line"),
  z.strictObject({
    env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "expected the name of an environment variable"),
  }),
]);

/** Which label says what. `target` holds the host when no label holds the endpoint's id. */
const labels = z.strictObject({
  endpoint: labelName.default("vpc_endpoint_id"),
  target: labelName.default("instance"),
  account: labelName.default("account_id"),
  region: labelName.default("region"),
  vpc: labelName.default("vpc_id"),
  subnet: labelName.default("subnet_id"),
  azId: labelName.default("az_id"),
  location: labelName.default("probe_location"),
});

const source = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9]([a-z0-9.-]{0,60}[a-z0-9])?$/, "expected small letters, digits, points and hyphens")
      .optional()
      .describe("Shown with its results; unset: the host of the URL."),
    url: url.describe("Of the API, the part before /api/v1."),
    selector: z
      .string()
      .regex(/^\{.*\}$/s, 'expected a selector such as {job="blackbox"}')
      .default("{}")
      .describe("Which series are probes."),
    bearerTokenFile: z.string().min(1).optional().describe("File that holds the token."),
    basicAuth: z
      .strictObject({ username: z.string().min(1), passwordFile: z.string().min(1) })
      .optional()
      .describe("Instead of a token."),
    headers: z
      .record(z.string().regex(/^[A-Za-z0-9-]+$/, "expected the name of a header"), headerValue)
      .default({})
      .describe("Sent with each request: a value, or the environment variable that holds it."),
    labels: z.prefault(labels, {}).describe("Which label says what."),
    scrapeIntervalSeconds: z
      .int()
      .min(1)
      .max(3600)
      .default(60)
      .describe("How often Prometheus scrapes the exporter."),
    backfillHours: z
      .number()
      .min(0.25)
      .max(168)
      .default(24)
      .describe("How far back the first request reaches."),
    timeoutSeconds: z.number().min(1).max(300).default(30).describe("For one answer."),
  })
  .refine((given) => !given.bearerTokenFile || !given.basicAuth, {
    path: ["basicAuth"],
    message: "expected either bearerTokenFile or basicAuth, not both",
  })
  .transform((given) => ({
    ...given,
    name: given.name ?? new URL(given.url).host.replace(/[^a-z0-9.-]+/g, "-"),
  }));

/** One Prometheus-compatible API, defaults filled in. */
export type PrometheusSource = z.infer<typeof source>;

const pushToken = z.strictObject({
  name: z
    .string()
    .regex(/^[\w.-]{1,60}$/, "expected letters, digits, points and hyphens")
    .describe("Shown with what its agent pushed."),
  sha256: z
    .string()
    .regex(
      /^[0-9a-fA-F]{64}$/,
      "expected the SHA-256 of the token, 64 hexadecimal digits (printf %s TOKEN | sha256sum)",
    )
    .describe("Of the token, in hexadecimal."),
});

/** Where results of probes come from: pulled from Prometheus, pushed by agents that have a token. */
export const probesSchema = z.strictObject({
  prometheus: z
    .array(source)
    .default([])
    .describe("Prometheus-compatible APIs to read probes from.")
    .superRefine(eachOnce("set a name to tell sources of one host apart")),
  tokens: z
    .array(pushToken)
    .default([])
    .describe("Tokens that may push results to /api/v1/probes.")
    .superRefine(eachOnce("expected each name once")),
});

function eachOnce(hint: string) {
  return (named: { name: string }[], context: z.core.$RefinementCtx) => {
    for (const [i, { name }] of named.entries()) {
      if (named.findIndex((other) => other.name === name) === i) continue;
      context.addIssue({ code: "custom", path: [i, "name"], message: `"${name}" is used twice; ${hint}` });
    }
  };
}
