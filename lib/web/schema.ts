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
  /** Of one caller (a token, a session, an address). Unset: 1,200, and no limit for this machine itself. */
  requestsPerMinute: z.int().min(10).max(1_000_000).optional(),
  /** Proxies whose X-Forwarded-For is believed. */
  trustedProxies: z.array(network).default([]),
  exportsAtOnce: z.int().min(1).max(8).default(4),
  queryTimeoutSeconds: z.int().min(1).max(60).default(10),
  answerTimeoutSeconds: z.int().min(5).max(600).default(60),
  /** Between SIGTERM and closing: for as long a load balancer may still send requests here. */
  drainSeconds: z.int().min(0).max(300).default(3),
});

export type WebSettings = z.infer<typeof webSchema>;
export const defaultWebSettings: WebSettings = webSchema.parse({});
