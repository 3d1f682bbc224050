import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { type Config, ConfigError, readConfig } from "./config.ts";
import type { Outside } from "./push.ts";

/**
 * The configuration: JSON in PROBE_CONFIG, or the file PROBE_CONFIG_FILE (probe.json where neither is set). PROBE_TOKEN
 * and PROBE_PUSH_URL outweigh it. Throws ConfigError.
 */
export function environmentConfig(source: NodeJS.ProcessEnv = process.env): Config {
  const secrets = { url: source.PROBE_PUSH_URL || undefined, token: source.PROBE_TOKEN || undefined };
  const file = source.PROBE_CONFIG_FILE || "probe.json";
  let text = source.PROBE_CONFIG;
  try {
    text ||= readFileSync(file, "utf8");
  } catch (error) {
    throw new ConfigError(
      `${file}: ${(error as Error).message}; set PROBE_CONFIG (JSON) or PROBE_CONFIG_FILE`,
    );
  }
  try {
    return readConfig(JSON.parse(text), secrets);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new ConfigError(`the configuration is not JSON: ${error.message}`);
    throw error;
  }
}

export const outside: Outside = {
  sleep: (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
  random: Math.random,
  say: (line) => console.error(`${new Date().toISOString()} ${line}`),
};
