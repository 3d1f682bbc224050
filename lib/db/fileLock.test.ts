import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withFileLock } from "./fileLock.ts";

let folder: string;
let lock: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "linkledger-lock-"));
  lock = join(folder, "lock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("only one at a time is inside, and the lock is gone afterwards", async () => {
  let inside = 0;
  let most = 0;
  const visit = () =>
    withFileLock(lock, async () => {
      most = Math.max(most, ++inside);
      await new Promise(setImmediate);
      inside--;
    });
  await Promise.all([visit(), visit(), visit()]);
  expect(most).toBe(1);
  expect(existsSync(lock)).toBe(false);
});

test("a failure inside lets the next one in", async () => {
  await expect(withFileLock(lock, () => Promise.reject(new Error("inside")))).rejects.toThrow("inside");
  expect(await withFileLock(lock, async () => "in")).toBe("in");
});

test("a living holder is waited for, and named when it takes too long", async () => {
  writeFileSync(lock, String(process.ppid));
  await expect(withFileLock(lock, async () => "in", 0.2)).rejects.toThrow(`process ${process.ppid} holds`);
});

test("a lock is taken over when its number belongs to another process by now", async () => {
  // Living, but nobody has refreshed the file for longer than a holder ever leaves it.
  writeFileSync(lock, String(process.ppid));
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(lock, longAgo, longAgo);
  expect(await withFileLock(lock, async () => "in")).toBe("in");
  // Our own number, from a container's earlier life.
  writeFileSync(lock, String(process.pid));
  expect(await withFileLock(lock, async () => "in")).toBe("in");
});
