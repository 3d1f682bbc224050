import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { readEnv } from "./env.ts";
import { ConfigurationError } from "./errors.ts";

const folder = mkdtempSync(join(tmpdir(), "linkledger-env-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("reads the database's address from a file, unless it stands in the environment", () => {
  const file = join(folder, "url");
  writeFileSync(file, "postgresql://ana:sesame@db/links\n");
  expect(readEnv({ NODE_ENV: "test", DATABASE_URL_FILE: file }).databaseUrl).toBe(
    "postgresql://ana:sesame@db/links",
  );
  expect(
    readEnv({ NODE_ENV: "test", DATABASE_URL_FILE: file, DATABASE_URL: "postgresql://b/c" }).databaseUrl,
  ).toBe("postgresql://b/c");
});

it("names the variable whose file is missing, or holds no address, and never its content", () => {
  const file = join(folder, "none");
  expect(() => readEnv({ NODE_ENV: "test", DATABASE_URL_FILE: file })).toThrow(ConfigurationError);
  expect(() => readEnv({ NODE_ENV: "test", DATABASE_URL_FILE: file })).toThrow(
    /DATABASE_URL_FILE names .*ENOENT/,
  );
  writeFileSync(file, "sesame");
  expect(() => readEnv({ NODE_ENV: "test", DATABASE_URL_FILE: file })).toThrow(
    /^(?!.*sesame)DATABASE_URL is not a URL/,
  );
});
