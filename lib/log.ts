import pino from "pino";
import { readEnv } from "./env.ts";

/** The one logger: JSON lines on standard error, so that standard output stays for results and progress. */
export const log = pino(
  {
    level: readEnv().logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        "*.secretAccessKey",
        "*.sessionToken",
        "*.password",
        "*.externalId",
        "secretAccessKey",
        "sessionToken",
        "password",
        "externalId",
      ],
      censor: "[redacted]",
    },
  },
  pino.destination({ dest: 2, sync: false }),
);
