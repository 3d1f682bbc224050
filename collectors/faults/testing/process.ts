import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";

const main = fileURLToPath(new URL("../../main.ts", import.meta.url));

export interface CollectorProcess {
  child: ChildProcess;
  /** Resolves with its exit code, null when a signal ended it, and what it wrote to standard error. */
  ended: Promise<{ code: number | null; complaint: string }>;
}

/**
 * Starts one pass of the collectors, or a worker, as a process of its own; AWS and the clock as this process has them.
 * Without evaluations: verdicts depend on when they are given, and are not what is put to the test.
 */
export function startCollectors(
  databaseUrl: string,
  command: "collect --once" | "worker" = "collect --once",
): CollectorProcess {
  // It inherits the environment of this process.
  vi.stubEnv("DATABASE_URL", databaseUrl);
  vi.stubEnv("LINKLEDGER_CONFIG", "/nonexistent/linkledger.yaml");
  const child = spawn(process.execPath, [main, ...command.split(" "), "--no-evaluation"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let complaint = "";
  child.stderr?.on("data", (chunk) => {
    complaint += chunk;
  });
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, complaint }));
  return { child, ended };
}
