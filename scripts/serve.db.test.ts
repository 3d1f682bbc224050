import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "#lib/testing/database.ts";
import { checkDataDir } from "./lib/checks.ts";
import { freePort } from "./lib/ports.ts";

const db = testDatabase();
let folder: string;
let port: number;
let taken: Server;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "linkledger-start-"));
  port = await freePort();
  taken = createServer();
  await new Promise<void>((done) => taken.listen(0, "127.0.0.1", done));
});

afterAll(() => {
  taken.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts as npm start does once everything is installed, in an environment that cannot work. */
function start(env: Record<string, string>): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, ["--import", "./scripts/lib/program.mjs", "scripts/serve.ts"], {
    encoding: "utf8",
    timeout: 50_000,
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      LINKLEDGER_DATA_DIR: join(folder, "data"),
      LINKLEDGER_CONFIG: join(folder, "none.yaml"),
      NODE_ENV: "test",
      ...env,
    },
  });
}

/** The one line that it says on standard error before it ends with 1. */
function message(env: Record<string, string>): string {
  const { status, stderr } = start(env);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^linkledger: /);
  expect(stderr).not.toMatch(/\n {4}at /);
  return stderr;
}

test("a port in use is named, with the way out", () => {
  const { port: busy } = taken.address() as { port: number };
  expect(message({ PORT: String(busy) })).toMatch(new RegExp(`port ${busy} .*in use.*PORT=${busy + 1}`));
});

test("a host that others can reach is refused, with what to set", () => {
  expect(message({ HOST: "0.0.0.0" })).toMatch(/HOST is 0\.0\.0\.0.*no sign-in.*HOST=127\.0\.0\.1/);
});

test("a broken linkledger.yaml is named with its line", () => {
  const file = join(folder, "linkledger.yaml");
  writeFileSync(file, "regions: [us-east-1]\nacounts: []\n");
  expect(message({ LINKLEDGER_CONFIG: file })).toMatch(/linkledger\.yaml:2.*acounts/);
});

test("a data folder that cannot be made is named", () => {
  const file = join(folder, "a-file");
  writeFileSync(file, "");
  expect(message({ LINKLEDGER_DATA_DIR: file })).toMatch(
    /cannot write to the data folder .*a-file.*LINKLEDGER_DATA_DIR/,
  );
});

test("a disk that is all but full is told with what is left", () => {
  expect(() => checkDataDir(folder, Number.MAX_SAFE_INTEGER)).toThrow(/has \d+ MB left.*LINKLEDGER_DATA_DIR/);
});

test("a bad PORT is named", () => {
  expect(message({ PORT: "eighty" })).toMatch(/PORT is "eighty"/);
});

test.each([
  ["another scheme", "mysql://anna:sesame@127.0.0.1/x", /DATABASE_URL is not a URL of the form/],
  ["nothing there", "postgresql://anna:sesame@127.0.0.1:1/x", /nothing answers at 127\.0\.0\.1:1\/x as anna/],
  [
    "an unknown host",
    "postgresql://anna:sesame@db.invalid/x",
    /the host of db\.invalid:5432\/x as anna has no address/,
  ],
])("a DATABASE_URL that leads nowhere (%s) is explained without its password", (_, url, expected) => {
  const said = message({ DATABASE_URL: url });
  expect(said).toMatch(expected);
  expect(said).not.toContain("sesame");
});

test("a wrong password and a missing database are told apart, without the password", () => {
  const wrong = new URL(db.url);
  wrong.password = "sesame";
  const said = message({ DATABASE_URL: wrong.href });
  expect(said).toMatch(/refuses the user or the password/);
  expect(said).not.toContain("sesame");

  const missing = new URL(db.url);
  missing.pathname = "/nowhere";
  expect(message({ DATABASE_URL: missing.href })).toMatch(/nowhere.* does not exist/);
});
