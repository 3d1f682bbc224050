import { readFileSync } from "node:fs";
import path from "node:path";
import { ConfigurationError } from "./errors.ts";

/** Everything Linkledger reads from the process environment; AWS's own variables are read by the AWS SDK. */
export type Env = {
  /** Port of the app. */
  port: number;
  /** Address the app listens on. */
  host: string;
  /** Postgres to use; undefined means the embedded one. */
  databaseUrl: string | undefined;
  /** Database of the embedded Postgres: the demo fleet has one of its own, so that it never mixes with a real one. */
  embeddedDatabase: "linkledger" | "demo";
  /** Directory of the embedded database and of other local state, absolute. */
  dataDir: string;
  /** Path of `linkledger.yaml`, absolute. It need not exist. */
  configFile: string;
  /** A fixed clock for tests and screenshots. */
  fixedNow: Date | undefined;
  logLevel: string;
  /** Set when the AWS SDK is pointed at another server than AWS (the simulator, an emulator, a proxy). */
  awsEndpointUrl: string | undefined;
  /** Beside `awsEndpointUrl`, where there is no configuration file: the simulator's Prometheus API. */
  prometheusUrl: string | undefined;
};

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];

/**
 * Reads and checks the environment.
 * @throws ConfigurationError naming the variable and what was expected.
 */
export function readEnv(source: NodeJS.ProcessEnv = process.env): Env {
  return {
    port: readPort(source.PORT),
    host: source.HOST || "127.0.0.1",
    databaseUrl: readDatabaseUrl(source.DATABASE_URL || readSecretFile(source, "DATABASE_URL_FILE")),
    embeddedDatabase: source.LINKLEDGER_EMBEDDED_DATABASE === "demo" ? "demo" : "linkledger",
    dataDir: path.resolve(/* turbopackIgnore: true */ source.LINKLEDGER_DATA_DIR || ".data"),
    configFile: path.resolve(/* turbopackIgnore: true */ source.LINKLEDGER_CONFIG || "linkledger.yaml"),
    fixedNow: readNow(source.LINKLEDGER_NOW),
    logLevel: readLogLevel(source.LOG_LEVEL),
    awsEndpointUrl: source.AWS_ENDPOINT_URL || undefined,
    prometheusUrl: source.LINKLEDGER_PROMETHEUS_URL || undefined,
  };
}

/** The value of a variable that the configuration names; undefined where it is not set or empty. */
export function configuredVariable(name: string): string | undefined {
  return process.env[name] || undefined;
}

const shownVariables = [
  "PORT",
  "HOST",
  "LINKLEDGER_DATA_DIR",
  "LINKLEDGER_CONFIG",
  "LINKLEDGER_NOW",
  "LOG_LEVEL",
  "AWS_ENDPOINT_URL",
  "AWS_PROFILE",
  "AWS_REGION",
] as const;

/** The variables that say how Linkledger runs, as they are set; null where they are not. None of them holds a secret. */
export function shownEnvironment(): { variable: (typeof shownVariables)[number]; value: string | null }[] {
  return shownVariables.map((variable) => ({ variable, value: process.env[variable] || null }));
}

let clockOffMs = 0;

/** The current time, or the time that `LINKLEDGER_NOW` fixes. The one clock of app and collectors. */
export function currentTime(): Date {
  return readNow(process.env.LINKLEDGER_NOW) ?? new Date(Date.now() + clockOffMs);
}

/** True where `LINKLEDGER_NOW` fixes the time. */
export function isClockFixed(): boolean {
  return readNow(process.env.LINKLEDGER_NOW) !== undefined;
}

/** Puts `currentTime` on by so many milliseconds, for a machine that has the wrong time. False where it is fixed. */
export function correctClock(byMs: number): boolean {
  if (isClockFixed()) return false;
  clockOffMs += byMs;
  return true;
}

function readPort(value: string | undefined): number {
  if (value === undefined || value === "") return 3000;
  const port = Number(value);
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port;
  throw new ConfigurationError(`PORT is "${value}"; expected a whole number from 0 to 65535.`);
}

/** What stands in the file that a variable names, without the line feed at its end. */
function readSecretFile(source: NodeJS.ProcessEnv, variable: string): string | undefined {
  const file = source[variable];
  if (!file) return undefined;
  try {
    return readFileSync(/* turbopackIgnore: true */ file, "utf8").trim();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unreadable";
    throw new ConfigurationError(`${variable} names ${file}, which cannot be read (${code}).`, {
      cause: error,
    });
  }
}

function readDatabaseUrl(value: string | undefined): string | undefined {
  if (value === undefined || value === "") return undefined;
  // The value may hold a password, so it is never repeated in the message.
  if (!/^postgres(ql)?:\/\//.test(value) || !URL.canParse(value)) {
    throw new ConfigurationError(
      "DATABASE_URL is not a URL of the form postgresql://user:password@host:5432/database.",
    );
  }
  return value;
}

function readNow(value: string | undefined): Date | undefined {
  if (value === undefined || value === "") return undefined;
  const now = new Date(value);
  if (/^\d{4}-\d{2}-\d{2}/.test(value) && !Number.isNaN(now.getTime())) return now;
  throw new ConfigurationError(
    `LINKLEDGER_NOW is "${value}"; expected an ISO 8601 time such as 2026-11-18T14:05:00Z.`,
  );
}

function readLogLevel(value: string | undefined): string {
  if (value === undefined || value === "") return "info";
  if (LOG_LEVELS.includes(value)) return value;
  throw new ConfigurationError(`LOG_LEVEL is "${value}"; expected one of ${LOG_LEVELS.join(", ")}.`);
}
