// The probe agent: node probe/main.ts [--once]. Needs Node 22.18 or newer and nothing else.
import { ConfigError } from "./config.ts";
import { environmentConfig, outside } from "./environment.ts";
import { Pusher } from "./push.ts";
import { runForever, runRound } from "./rounds.ts";

const attemptsOnce = 3;

async function main(args: string[]): Promise<number> {
  const unknown = args.find((arg) => arg !== "--once");
  if (unknown !== undefined) {
    console.error(`unknown option ${unknown}\nusage: probe/main.ts [--once]`);
    return 1;
  }
  const config = environmentConfig();
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());
  const pusher = new Pusher(config, outside);
  if (!args.includes("--once")) {
    await runForever(config, pusher, outside, stop.signal);
    return 0;
  }
  const results = await runRound(config, stop.signal);
  for (const { target, kind, success, latencySeconds, errorClass } of results)
    console.log(
      `${success ? "ok  " : "FAIL"} ${kind.padEnd(4)} ${target} ${latencySeconds.total} s ${errorClass ?? ""}`.trimEnd(),
    );
  pusher.add(results);
  return (await pusher.flush(stop.signal, attemptsOnce)) ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof ConfigError ? error.message : error);
    process.exitCode = 1;
  },
);
