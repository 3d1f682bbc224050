import { migrate } from "#lib/db/migrate.ts";
import { closeDatabase, openDatabase } from "#lib/db/pool.ts";
import { readEnv } from "#lib/env.ts";
import { LinkledgerError } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { resolveConfig } from "./fleet.ts";
import { collectOnce, exitCodeOf } from "./once.ts";
import { openRuntime } from "./runtime.ts";
import { summaryOf } from "./summary.ts";
import { runWorker } from "./worker.ts";

const usage = `usage: collectors/main.ts collect --once [--aws]
       collectors/main.ts worker [--aws]`;

async function main(args: string[]): Promise<number> {
  const [command, ...flags] = args;
  const unknown = flags.find((flag) => flag !== "--aws" && flag !== "--once");
  if ((command !== "collect" && command !== "worker") || unknown) {
    console.error(unknown ? `unknown option ${unknown}\n${usage}` : usage);
    return 1;
  }
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());
  const config = resolveConfig(readEnv(), flags.includes("--aws"));
  const db = await openDatabase({ max: 16, applicationName: "linkledger:collectors" });
  try {
    await migrate(db.pool, new URL("../prisma/migrations", import.meta.url).pathname);
    const runtime = await openRuntime(db, config, stop.signal);
    try {
      if (command === "worker") {
        await runWorker(runtime);
        return 0;
      }
      const runs = await collectOnce(runtime);
      console.log(summaryOf(runs));
      return exitCodeOf(runs);
    } finally {
      await runtime.close();
    }
  } finally {
    await db.close();
    await closeDatabase();
  }
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    if (error instanceof LinkledgerError) console.error(error.message);
    else log.fatal({ err: error }, "the collectors failed");
    process.exitCode = 1;
  },
);
