import { z } from "zod";

const allowedHost = z
  .string()
  .regex(
    /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?)(:\d{1,5})?$/,
    "expected a host such as alertmanager.example.internal, 10.0.0.5 or [fd12::5], with :port if only that one",
  )
  .transform((host) => host.toLowerCase());

/** What Linkledger may send to besides public HTTPS addresses. */
export const outboundSchema = z.strictObject({
  allow: z
    .array(allowedHost)
    .default([])
    .describe(
      "Hosts, with :port for that one alone, that alerts and webhooks may reach inside the network or over plain HTTP. Link-local addresses and instance metadata stay out of reach.",
    ),
});

/** Hosts, in small letters, that may be inside the network and may speak plain HTTP. */
export type OutboundPolicy = z.infer<typeof outboundSchema>;

/** What is sent. Nothing is followed from it: an answer that redirects is an answer. */
export interface OutboundRequest {
  url: string;
  method?: "GET" | "POST" | "PUT";
  headers?: Record<string, string>;
  body?: string;
  /** For all of it: resolving, connecting, sending, the whole answer. Default 10 s. */
  timeoutMs?: number;
  /** Of the answer's body; what comes after them is not read. Default 64 KiB. */
  mostBytes?: number;
  signal?: AbortSignal;
}

export interface OutboundAnswer {
  /** Whatever the receiver said, 3xx, 4xx and 5xx included. */
  status: number;
  /** Names in small letters; what is given several times is joined with commas. */
  headers: Record<string, string>;
  /** As UTF-8, `mostBytes` of it at most. */
  body: string;
  /** True where the answer was longer than `body`. */
  truncated: boolean;
}
