import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ConfigurationError, LinkledgerError } from "#lib/errors.ts";

/** Room for the demo fleet with its history: 1.7 GB of table files and of the log of their writing. */
const neededBytes = 2 * 1024 ** 3;

/** The machine, not the configuration, is in the way: a taken port, a full or closed disk. */
export class StartError extends LinkledgerError {
  constructor(message: string, options?: ErrorOptions) {
    super("start", message, options);
  }
}

const megabytes = (bytes: number) => `${Math.floor(bytes / 1024 / 1024)} MB`;

/** Bytes an ordinary user may still write on the disk of `folder`. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** Like mkdir -p. Node's own never returns where the system says ENOENT of a parent that exists, as in /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

/** Makes the data folder. Throws StartError where it cannot be written, or its disk has less than `needed` bytes left. */
export function checkDataDir(folder: string, needed = neededBytes): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
    const probe = join(folder, `.probe-${process.pid}`);
    writeFileSync(probe, "x".repeat(4096));
    rmSync(probe);
  } catch (error) {
    const why =
      (error as NodeJS.ErrnoException).code === "ENOSPC" ? "its disk is full" : (error as Error).message;
    throw new StartError(`cannot write to the data folder ${folder} (LINKLEDGER_DATA_DIR): ${why}`, {
      cause: error,
    });
  }
  const free = freeBytes(folder);
  if (free < needed) {
    throw new StartError(
      `the disk of ${folder} (LINKLEDGER_DATA_DIR) has ${megabytes(free)} left; Linkledger needs ${megabytes(needed)} to begin: make room, or set LINKLEDGER_DATA_DIR to another disk`,
    );
  }
}

/** Refuses to show a company's network to everybody who can reach this machine, unless they have to sign in. */
export function checkHost(host: string, signIn = false): void {
  if (signIn) return;
  if (/^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i.test(host)) return;
  throw new ConfigurationError(
    `HOST is ${host}, which other machines can reach, and no sign-in is configured. Configure access.signIn in linkledger.yaml (docs/access.md), or set HOST=127.0.0.1 and reach it through an SSH tunnel or a proxy on this machine that signs people in.`,
  );
}

function listenError(host: string, port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", done);
    server.listen(port, host, () => server.close(() => done(undefined)));
  });
}

/**
 * Throws StartError unless `port` can be listened on. `waitSeconds` is for a port that the last run, killed
 * hard, is about to let go.
 */
export async function checkPort(host: string, port: number, waitSeconds = 0): Promise<void> {
  const deadline = Date.now() + waitSeconds * 1000;
  for (;;) {
    const error = await listenError(host, port);
    if (!error) return;
    if (error.code !== "EADDRINUSE")
      throw new StartError(`cannot listen on ${host}:${port}: ${error.message}`);
    if (Date.now() >= deadline) {
      throw new StartError(
        `port ${port} on ${host} is in use by another program: stop it, or choose another with PORT=${port + 1} npm start`,
      );
    }
    await delay(200);
  }
}

/** A note of the process that serves a port, so that the next start knows whether the last one was killed. */
export function lastRun(dataDir: string): { pid: number; port: number } | undefined {
  try {
    return JSON.parse(readFileSync(join(dataDir, "start.json"), "utf8"));
  } catch {
    return undefined;
  }
}

/** Writes the note that `lastRun` reads. */
export function noteRun(dataDir: string, port: number): void {
  writeFileSync(join(dataDir, "start.json"), JSON.stringify({ pid: process.pid, port }));
}
