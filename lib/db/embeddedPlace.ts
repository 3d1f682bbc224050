import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import {
  findBinaries,
  type PostgresBinaries,
  reachableBy,
  rootFolder,
  type ServerUser,
  serverUser,
} from "./embeddedBinaries.ts";

/** Where one embedded server lives, and what it takes to run and enter it. */
export interface Place {
  user: ServerUser;
  binaries: PostgresBinaries;
  /** PGDATA. It may not exist yet. */
  pgdata: string;
  log: string;
  password: string;
}

/**
 * The folder of the server's files: `postgres` in the data folder. Where root started us in a folder that is
 * closed to others (root's own home), the user who runs the server cannot get there: then a folder in
 * /var/lib/linkledger, which `moved-to` names.
 */
function serverFolder(dataDir: string, user: ServerUser): string {
  const wanted = realpathSync(dataDir);
  const inside = join(wanted, "postgres");
  mkdirSync(inside, { recursive: true });
  const note = join(inside, "moved-to");
  if (existsSync(note)) return readFileSync(note, "utf8").trim();
  if (reachableBy(user, inside)) return inside;
  // The data folder is ours: letting others pass through it shows them nothing.
  chmodSync(wanted, statSync(wanted).mode | 0o011);
  if (reachableBy(user, inside)) return inside;
  const moved = join(rootFolder, randomBytes(8).toString("hex"));
  mkdirSync(moved, { recursive: true });
  writeFileSync(note, `${moved}\n`);
  return moved;
}

/** Finds or makes the place of the server of `dataDir`. Call it under the server's lock. */
export function settlePlace(dataDir: string): Place {
  const user = serverUser();
  const folder = serverFolder(dataDir, user);
  mkdirSync(folder, { recursive: true });
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid);
  const secret = join(folder, "password");
  if (!existsSync(secret)) writeFileSync(secret, randomBytes(18).toString("base64url"), { mode: 0o600 });
  return {
    user,
    binaries: findBinaries(user),
    pgdata: join(folder, "data"),
    log: join(folder, "server.log"),
    password: readFileSync(secret, "utf8").trim(),
  };
}
