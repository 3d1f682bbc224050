import pino from "pino";
import { readEnv } from "./env.ts";

const secretNames =
  /^(authorization|proxy-authorization|cookie|set-cookie|password|secretAccessKey|sessionToken|externalId|clientSecret|routingKey|webhookUrl|token|secret|signingSecret|databaseUrl)$/i;
const censor = "[redacted]";
const deepest = 8;

/** Takes the user's password out of URLs, and of addresses of webhooks all that comes after the host: it is the key. */
function withoutSecrets(text: string): string {
  return text
    .replaceAll(/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s/@]+@/gi, `$1:${censor}@`)
    .replaceAll(/(\bhttps?:\/\/[^\s/"']*(?:hooks?|webhook|pagerduty)[^\s/"']*\/)[^\s"']+/gi, `$1${censor}`)
    .replaceAll(/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${censor}`);
}

/** A copy of what is logged in which every secret that has a known name or shape is left out. */
function cleaned(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return withoutSecrets(value);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (depth > deepest) return "[deeper]";
  if (value instanceof Error) return cleaned(pino.stdSerializers.errWithCause(value), depth);
  if (Array.isArray(value)) return value.map((one) => cleaned(one, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      secretNames.test(name) ? censor : cleaned(one, depth + 1),
    ]),
  );
}

/** How lines are written, for a test to hold them against: JSON, times in ISO 8601, no secrets. */
export const logOptions: pino.LoggerOptions = {
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  // Ours cleans all of a line; pino's own serializer of errors would come after it and find them done.
  serializers: { err: (error: unknown) => error },
  formatters: { log: (line) => cleaned(line) as Record<string, unknown> },
};

/** The one logger: JSON lines on standard error, so that standard output stays for results and progress. */
export const log = pino(
  { level: readEnv().logLevel, ...logOptions },
  pino.destination({ dest: 2, sync: false }),
);
