import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { configuredVariable } from "../env.ts";
import { ConfigurationError } from "../errors.ts";

/** SHA-256 in hexadecimal: what is stored of a secret of 256 random bits, which needs no salt and no slow hash. */
export const sha256 = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/** 256 random bits as base64url. */
export const randomSecret = (): string => randomBytes(32).toString("base64url");

/** The value of a configured secret. Throws ConfigurationError naming what is missing, never the value. */
export function readSecret(from: { env: string } | { file: string }, key: string): string {
  if ("env" in from) {
    const value = configuredVariable(from.env);
    if (value) return value;
    throw new ConfigurationError(`${key}: the environment variable ${from.env} is not set.`);
  }
  let text: string;
  try {
    text = readFileSync(/* turbopackIgnore: true */ from.file, "utf8").trim();
  } catch (error) {
    throw new ConfigurationError(`${key}: ${from.file} cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
  if (text !== "") return text;
  throw new ConfigurationError(`${key}: ${from.file} is empty.`);
}
