import { fileURLToPath } from "node:url";
import { isConnectionError } from "#lib/db/connectionErrors.ts";
import { migrate } from "#lib/db/migrate.ts";
import { openDatabase } from "#lib/db/pool.ts";
import { readEnv } from "#lib/env.ts";
import { ConfigurationError, LinkledgerError } from "#lib/errors.ts";
import { evaluate } from "#lib/evaluations/run.ts";
import { log } from "#lib/log.ts";
import { resolveConfig } from "./fleet.ts";
import { noticeOf } from "./notice.ts";
import { collectOnce, exitCodeOf } from "./once.ts";
import type { ScopeRun } from "./runner.ts";
import { openRuntime } from "./runtime.ts";
import { evaluationsLine, summaryOf } from "./summary.ts";
import { outliveLostEndings, runWorker, whenReachable } from "./worker.ts";

const usage = `usage: collectors/main.ts collect --once [--aws] [--no-evaluation]
       collectors/main.ts worker [--aws] [--no-evaluation]`;

const noCredentials =
  "--aws needs AWS credentials that work: sign in (aws sso login), set AWS_PROFILE, or run where a role is attached.";

const knownFlags = new Set(["--aws", "--once", "--no-evaluation"]);

async function main(args: string[]): Promise<number> {
  const [command, ...flags] = args;
  const unknown = flags.find((flag) => !knownFlags.has(flag));
  if ((command !== "collect" && command !== "worker") || unknown) {
    console.error(unknown ? `unknown option ${unknown}\n${usage}` : usage);
    return 1;
  }
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());
  const config = resolveConfig(readEnv(), flags.includes("--aws"));
  const db = await openDatabase({ max: 10, applicationName: "linkledger:collectors" });
  try {
    const open = async () => {
      await migrate(db.pool, fileURLToPath(new URL("../prisma/migrations", import.meta.url)));
      return openRuntime(db, config, stop.signal);
    };
    const reach = <T>(make: () => Promise<T>) =>
      command === "worker" ? whenReachable(make, stop.signal) : make();
    const runtime = await reach(open);
    // Told to stop before the database was back.
    if (!runtime) return 0;
    if (flags.includes("--no-evaluation")) runtime.evaluators = [];
    try {
      if (flags.includes("--aws")) {
        const { identity } = runtime;
        if (!identity) throw new ConfigurationError(noCredentials);
        const notice = await reach(() => noticeOf(db, identity, config));
        if (!notice) return 0;
        console.log(notice);
      }
      if (command === "worker") {
        outliveLostEndings();
        await runWorker(runtime);
        return 0;
      }
      const runs = await collectOnce(runtime, { onRun: countdown() });
      console.log(summaryOf(runs));
      const evaluated = await evaluate(runtime, "all");
      if (evaluated.length > 0) console.log(evaluationsLine(evaluated));
      const failed = evaluated.filter(({ outcome }) => outcome === "failed");
      for (const { name, error } of failed)
        console.error(
          `judging ${name} failed, and the verdicts before it stand: ${error ?? "no reason given"}`,
        );
      return exitCodeOf(runs, evaluated);
    } finally {
      await runtime.close();
    }
  } finally {
    await db.close();
  }
}

/** On a terminal, a line that says how many scopes of the phase are left; nothing elsewhere. */
function countdown(): ((run: ScopeRun, left: number) => void) | undefined {
  if (!process.stderr.isTTY) return undefined;
  return ({ scope }, left) => {
    process.stderr.write(
      `\r\x1b[K${left === 0 ? "" : `${left} scopes left, last ${scope.collector} of ${scope.accountId}`}`,
    );
  };
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    if (error instanceof LinkledgerError) console.error(error.message);
    else if (isConnectionError(error))
      console.error(
        `the database went away while the collectors worked (${(error as Error).message}): what was written is kept, run them again`,
      );
    else log.fatal({ err: error }, "the collectors failed");
    process.exitCode = 1;
  },
);
