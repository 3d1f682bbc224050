import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";
import { collectorFlags } from "../../scripts/lib/collectorFlags.mjs";

/** A program of ours as a process of its own, and what it says line by line. */
export interface Program {
  process: ChildProcess;
  /** The next line of its output. Throws when it ends without one. */
  line(): Promise<string>;
  /** Ends it and waits until it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Flags of Node that workers are started with. */
export const workerFlags = [...collectorFlags, "--import", "./scripts/lib/program.mjs"];

/** Starts one of our TypeScript programs with this Node. */
export function startProgram(args: string[], env: Record<string, string> = {}): Program {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(child, "exit");
  const lines = linesOf(createInterface({ input: child.stdout! }));
  return {
    process: child,
    async line() {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${args.find((arg) => arg.endsWith(".ts"))} ended before it answered`);
      return value;
    },
    async stop(signal = "SIGTERM") {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await exit;
    },
  };
}

async function* linesOf(input: Interface): AsyncGenerator<string, void> {
  for await (const line of input) yield line;
}

/** The simulator as a process of its own, with any other of its flags, so that its work and memory do not count as ours. */
export async function startSimulatorProgram(
  fleet: { accounts: number; regions: number; endpoints: number } | "demo",
  throttle: "aws" | "off" = "off",
  more: readonly string[] = [],
): Promise<Program & { url: string; order(command: object): Promise<unknown> }> {
  const program = startProgram([
    ...["simulator/main.ts", "--port", "0", "--throttle", throttle],
    ...(fleet === "demo"
      ? []
      : [
          ...["--accounts", `${fleet.accounts}`, "--regions", `${fleet.regions}`],
          ...["--endpoints", `${fleet.endpoints}`],
        ]),
    ...more,
  ]);
  const [, url] = /^simulator ready (.+)$/.exec(await program.line()) ?? [];
  if (!url) throw new Error("the simulator did not start");
  return {
    ...program,
    url,
    async order(command) {
      const answer = await fetch(`${url}/_simulator/control`, {
        method: "POST",
        body: JSON.stringify(command),
      });
      if (!answer.ok) throw new Error(`the simulator refused ${JSON.stringify(command)}`);
      return answer.json();
    },
  };
}

/** What a collector needs to find the simulator and the database. */
export function collectorEnv(simulatorUrl: string, databaseUrl: string): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    AWS_ENDPOINT_URL: simulatorUrl,
    AWS_ACCESS_KEY_ID: "simulator",
    AWS_SECRET_ACCESS_KEY: "simulator",
    AWS_REGION: "us-east-1",
    LOG_LEVEL: "warn",
  };
}
