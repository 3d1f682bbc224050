import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { dirname } from "node:path";
import { createInterface } from "node:readline";

export interface ChildOptions {
  args: string[];
  env?: NodeJS.ProcessEnv;
  /** Where its log goes, replaced at every start. */
  logFile: string;
  onLine?: (line: string) => void;
  /** Without the channel that ends it with us, and that tells it that it is part of something larger. */
  standalone?: boolean;
  /** The checkout that it is started from; ours without it. */
  folder?: string;
}

export interface Child {
  name: string;
  /** Undefined where it could not be started. */
  pid: number | undefined;
  /** Settles when the process is gone. `tail` is the end of what it wrote to standard error. */
  exited: Promise<{ code: number | null; tail: string }>;
  /** Lets other processes go first where they compete for the processor. */
  yieldToOthers(): void;
  /** Asks the process to end, and after `graceMs` ends it with everything it started. */
  stop(graceMs: number): Promise<void>;
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-child.pid!, signal);
  } catch {
    // Already gone.
  }
}

/** Starts one of our TypeScript programs as a process group of its own, which ends when this process does. */
export function startChild(name: string, options: ChildOptions): Child {
  const { args, env, logFile, onLine, standalone = false, folder } = options;
  const child = spawn(process.execPath, ["--import", "./scripts/lib/program.mjs", ...args], {
    // Its own group: on Ctrl-C the terminal tells us alone, and we end the others in order.
    detached: true,
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe", ...(standalone ? [] : ["ipc" as const])],
    env: env ?? process.env,
  });
  mkdirSync(dirname(logFile), { recursive: true });
  const log = createWriteStream(logFile);
  log.on("error", () => {});
  let tail = "";
  child.stderr!.on("data", (chunk: Buffer) => {
    log.write(chunk);
    tail = (tail + chunk).slice(-4000);
  });
  createInterface({ input: child.stdout! }).on("line", (line) => {
    log.write(`${line}\n`);
    onLine?.(line);
  });
  const exited = new Promise<{ code: number | null; tail: string }>((done) => {
    child.on("error", (error) => done({ code: 1, tail: error.message }));
    child.on("close", (code) => {
      log.end();
      done({ code, tail: tail.trim() });
    });
  });
  return {
    name,
    pid: child.pid,
    exited,
    yieldToOthers() {
      if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    },
    async stop(graceMs) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      const timer = setTimeout(() => signalGroup(child, "SIGKILL"), graceMs);
      await exited;
      clearTimeout(timer);
      signalGroup(child, "SIGKILL");
    },
  };
}
