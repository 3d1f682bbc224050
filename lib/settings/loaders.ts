import { readFileSync } from "node:fs";
import { loadConfig } from "../config/data.ts";
import { configLines } from "../config/lines.ts";
import { type Config, configSchema } from "../config/schema.ts";
import { database } from "../db/pool.ts";
import { sharedRead } from "../db/sharedRead.ts";
import { currentTime, readEnv, shownEnvironment } from "../env.ts";
import { ConfigurationError } from "../errors.ts";
import { checksOfAccounts } from "../onboarding/checkData.ts";
import { onboardingOf } from "../onboarding/loaders.ts";
import { configSettings } from "./compute.ts";
import { accountStates, databaseFacts, retention } from "./data.ts";
import type { SettingGroup, SettingsPage } from "./schema.ts";

const mostAccounts = 50;

/** All scopes are gone through for it: it may be a minute old, and says as of when it is. */
const accountsLately = sharedRead(
  async () => {
    const asOf = currentTime();
    return { asOf: asOf.toISOString(), ...(await accountStates(asOf, mostAccounts)) };
  },
  { behindMs: 60_000, renewMs: 15_000 },
);

/** Everything on the settings page. */
export async function loadSettings(): Promise<SettingsPage> {
  const env = readEnv();
  const now = currentTime();
  const { text, config, problem } = readConfig(env.configFile);
  const { pool } = await database();
  const [facts, { asOf: accountsAsOf, accounts, more }, checks, onboarding] = await Promise.all([
    databaseFacts(env.dataDir),
    accountsLately(),
    checksOfAccounts(pool, now, mostAccounts),
    onboardingOf(config),
  ]);
  return {
    now: now.toISOString(),
    version: readVersion(),
    file: { path: env.configFile, exists: text !== null, problem },
    groups: [...configSettings(config, configLines(text ?? "")), environmentSettings()],
    database: facts,
    retention: retention(),
    accounts,
    accountsAsOf,
    moreAccounts: more,
    checks,
    onboarding,
  };
}

// A mistake made in the file after the start is no reason to hide everything else.
function readConfig(file: string): { text: string | null; config: Config; problem: string | null } {
  const usual = configSchema.parse({});
  try {
    const config = loadConfig(file);
    if (!config) return { text: null, config: usual, problem: null };
    return { text: readFileSync(file, "utf8"), config, problem: null };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { text: "", config: usual, problem: error.message };
  }
}

const defaults: Record<string, string> = {
  PORT: "3000",
  HOST: "127.0.0.1",
  LINKLEDGER_DATA_DIR: ".data",
  LINKLEDGER_CONFIG: "linkledger.yaml",
  LINKLEDGER_NOW: "the machine's clock",
  LOG_LEVEL: "info",
  AWS_ENDPOINT_URL: "AWS itself",
  AWS_PROFILE: "not set",
  AWS_REGION: "not set",
};

function environmentSettings(): SettingGroup {
  return {
    title: "Environment",
    settings: shownEnvironment().map(({ variable, value }) => ({
      name: variable,
      value: value === null ? (defaults[variable] ?? "not set") : withoutPassword(value),
      origin: value === null ? { kind: "default" } : { kind: "environment", variable },
      note: null,
    })),
  };
}

// An address may carry a user and a password.
const withoutPassword = (value: string) => value.replace(/\/\/[^/@\s]+@/, "//");

function readVersion(): string {
  try {
    return String(JSON.parse(readFileSync("package.json", "utf8")).version);
  } catch {
    return "unknown";
  }
}
