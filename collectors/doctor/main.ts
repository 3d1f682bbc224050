import { type Database, openDatabase } from "#lib/db/pool.ts";
import { currentTime, readEnv } from "#lib/env.ts";
import { ConfigurationError, DatabaseUnavailableError, LinkledgerError } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { resolveConfig } from "../fleet.ts";
import { type ExamineOptions, examine } from "./examine.ts";
import { exitCodeOf, reportText } from "./report.ts";

const usage = `usage: npm run doctor [-- OPTIONS]
  --aws                the account of the ambient credentials, without a configuration file
  --account ID         this account alone; may be repeated
  --everywhere         every permission in every region, not in the first alone
  --no-billed          leaves out Cost Explorer, whose requests cost $0.01 each
  --json               the whole report as JSON
ends with 0 when all is good, 3 when something is missing, 1 when nothing could be checked`;

function readOptions(args: string[]): ExamineOptions & { json: boolean; ambient: boolean } {
  const options = { json: false, ambient: false, everywhere: false, billed: true, only: [] as string[] };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (arg === "--json") options.json = true;
    else if (arg === "--aws") options.ambient = true;
    else if (arg === "--everywhere") options.everywhere = true;
    else if (arg === "--no-billed") options.billed = false;
    else if (arg === "--account") {
      const id = args[++i] ?? "";
      if (!/^\d{12}$/.test(id))
        throw new ConfigurationError(`--account "${id}": expected an account id of 12 digits.`);
      options.only.push(id);
    } else throw new ConfigurationError(`unknown option ${arg}\n${usage}`);
  }
  return options;
}

async function main(args: string[]): Promise<number> {
  if (args.includes("--help")) {
    console.log(usage);
    return 0;
  }
  const { json, ambient, ...options } = readOptions(args);
  const config = resolveConfig(readEnv(), ambient);
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());
  const db = await openIfThere();
  try {
    const report = await examine(
      db,
      config,
      { ...options, signal: stop.signal, onChecked: countdown() },
      currentTime(),
    );
    console.log(json ? JSON.stringify(report, null, 2) : reportText(report));
    return stop.signal.aborted ? 1 : exitCodeOf(report);
  } finally {
    if (!(db instanceof DatabaseUnavailableError)) await db.close();
  }
}

/** Accounts can be checked without the database: its own trouble is one more thing to tell. */
async function openIfThere(): Promise<Database | DatabaseUnavailableError> {
  try {
    return await openDatabase({ max: 4, applicationName: "linkledger:doctor" });
  } catch (error) {
    if (error instanceof DatabaseUnavailableError) return error;
    throw error;
  }
}

function countdown(): ((done: number, total: number) => void) | undefined {
  if (!process.stderr.isTTY) return undefined;
  return (done, total) =>
    process.stderr.write(`\r\x1b[K${done < total ? `${done} of ${total} accounts` : ""}`);
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    if (error instanceof LinkledgerError) console.error(error.message);
    else log.fatal({ err: error }, "the doctor failed");
    process.exitCode = 1;
  },
);
