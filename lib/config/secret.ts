import { readFile } from "node:fs/promises";
import { z } from "zod";
import { configuredVariable } from "../env.ts";
import { ConfigurationError } from "../errors.ts";

const expected = "expected { env: NAME } or { file: path }: a secret does not stand in this file";

/** Where a secret comes from; it never stands in the configuration itself. */
export const secretSchema = z.union(
  [
    z.strictObject({
      env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "expected the name of an environment variable"),
    }),
    z.strictObject({ file: z.string().min(1, "expected the path of a file") }),
  ],
  expected,
);
export type Secret = z.infer<typeof secretSchema>;

/** Where a secret comes from, in words that hold none of it. */
export const secretPlace = (secret: Secret) =>
  "env" in secret ? `the variable ${secret.env}` : `the file ${secret.file}`;

/**
 * The secret as it is now: files are rewritten when it is renewed. Throws ConfigurationError naming the place, and
 * nothing of what is there.
 */
export async function readSecret(secret: Secret): Promise<string> {
  const text = "env" in secret ? configuredVariable(secret.env) : await readSecretFile(secret.file);
  const value = text?.trim();
  if (!value) throw new ConfigurationError(`${secretPlace(secret)} holds no secret.`);
  return value;
}

async function readSecretFile(file: string): Promise<string> {
  try {
    return await readFile(/* turbopackIgnore: true */ file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unreadable";
    throw new ConfigurationError(`the file ${file} cannot be read (${code}).`, { cause: error });
  }
}
