import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** True when a process with this id exists, whoever owns it. */
export function processAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function holderOf(path: string): number | undefined {
  try {
    return Number(readFileSync(path, "utf8")) || undefined;
  } catch {
    return undefined;
  }
}

const refreshMs = 2_000;
const abandonedMs = 20_000;
const heldHere = new Set<string>();

/** A holder refreshes its lock file; one that is dead, or whose number went to another process, does not. */
function abandoned(path: string, holder: number): boolean {
  if (holder === process.pid) return !heldHere.has(path);
  if (!processAlive(holder)) return true;
  const touched = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return touched !== undefined && Date.now() - touched > abandonedMs;
}

/** One attempt: true when this process now holds the lock. A lock whose holder died is cleared on the way. */
function tryLock(path: string): boolean {
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    // link(2) creates name and content in one step, so nobody ever reads an empty lock file.
    linkSync(mine, path);
    heldHere.add(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(mine, { force: true });
  }
  const holder = holderOf(path);
  if (holder !== undefined && abandoned(path, holder)) {
    const aside = `${path}.stale.${process.pid}`;
    try {
      renameSync(path, aside);
      // Somebody may have replaced the dead lock between our look and our rename: put theirs back.
      if (holderOf(aside) !== holder) linkSync(aside, path);
    } catch {
      // Another process was faster; the next attempt sees the result.
    }
    rmSync(aside, { force: true });
  }
  return false;
}

/**
 * Runs `work` while no other process holds the lock file `path`. A lock left by a killed process is
 * taken over. Throws when a living process keeps it longer than `waitSeconds`.
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>, waitSeconds = 90): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  const deadline = Date.now() + waitSeconds * 1000;
  while (!tryLock(path)) {
    if (Date.now() > deadline) {
      throw new Error(`process ${holderOf(path) ?? "?"} holds ${path} for more than ${waitSeconds} s`);
    }
    await delay(50);
  }
  const refresh = setInterval(() => utimesSync(path, new Date(), new Date()), refreshMs).unref();
  try {
    return await work();
  } finally {
    clearInterval(refresh);
    heldHere.delete(path);
    if (holderOf(path) === process.pid) rmSync(path, { force: true });
  }
}
