import ipaddr from "ipaddr.js";
import { z } from "zod";

const network = z
  .string()
  .refine(
    (text) => ipaddr.isValidCIDR(text) || ipaddr.isValid(text),
    "expected an address or a block such as 10.0.0.0/8",
  );

/** What the app lets one caller do, and how long it waits for anything. */
export const webSchema = z.strictObject({
  requestsPerMinute: z
    .int()
    .min(10)
    .max(1_000_000)
    .optional()
    .describe(
      "Of one caller: a token, a session, or an address without either; five times as many of one address in all. Each process of the app counts for itself. Unset: 1,200, and no limit for programs on this machine. Health checks and static files are free.",
    ),
  trustedProxies: z
    .array(network)
    .default([])
    .describe("Addresses and blocks of proxies whose X-Forwarded-For is believed."),
  exportsAtOnce: z
    .int()
    .min(1)
    .max(8)
    .default(4)
    .describe("CSV files that are written at once; four times as many wait, the rest is told to come back."),
  queryTimeoutSeconds: z
    .int()
    .min(1)
    .max(60)
    .default(10)
    .describe("A query of a page or an answer that runs longer is cancelled, and answers 503."),
  answerTimeoutSeconds: z
    .int()
    .min(5)
    .max(600)
    .default(60)
    .describe("An answer that has not begun by then is a 503."),
  drainSeconds: z
    .int()
    .min(0)
    .max(300)
    .default(3)
    .describe(
      "From SIGTERM on the health check answers 503 and everything else is served, for so long; then it stops.",
    ),
  finishSeconds: z
    .int()
    .min(1)
    .max(600)
    .default(20)
    .describe(
      "Answers under way when nothing new is taken any more, long exports above all, may take so long; then they are cut.",
    ),
});

export type WebSettings = z.infer<typeof webSchema>;
export const defaultWebSettings: WebSettings = webSchema.parse({});
