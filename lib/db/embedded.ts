import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import pg from "pg";
import { settlePlace } from "./embeddedPlace.ts";
import {
  checkVersion,
  connect,
  connectionUrl,
  initialise,
  joinRunning,
  keepsProcessAlive,
  startServer,
  stopIfLast,
} from "./embeddedServer.ts";
import { withFileLock } from "./fileLock.ts";

export interface EmbeddedOptions {
  /** LINKLEDGER_DATA_DIR; the server lives in its folder `postgres`. */
  dataDir: string;
  /** Made where it does not exist. Default `linkledger`. */
  database?: string;
  /** False only for tests: trades safety against a crash of the machine for speed. */
  durable?: boolean;
}

export interface EmbeddedPostgres {
  /** Connection string of the database, password included: never print it. */
  url: string;
  /** True when another process, or an earlier run that was killed, had the server running already. */
  joined: boolean;
  /** Lets go of the server; the last process to do so stops it. */
  release(): Promise<void>;
}

const unwritable = new Set(["ENOSPC", "EDQUOT", "EROFS", "EACCES"]);

/**
 * Starts the embedded Postgres of `dataDir`, or joins it when another process of Linkledger runs it.
 * The server is a process of its own: it survives a killed starter and is joined by the next one. Every
 * user holds one connection open, which the system closes for a process that is killed, so the server
 * itself knows who is left. Throws with the server's own words when it cannot start.
 */
export async function openEmbedded({
  dataDir,
  database = "linkledger",
  durable = true,
}: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const lock = join(resolve(dataDir), "postgres.lock");
  return withFileLock(lock, async () => {
    const place = settlePlace(resolve(dataDir));
    if (!existsSync(join(place.pgdata, "PG_VERSION"))) await initialise(place);
    checkVersion(place);
    let port = await joinRunning(place);
    const joined = port !== undefined;
    port ??= await startServer(place, durable);
    const hold = await connect(place, port, "postgres");
    const { rowCount } = await hold.query("SELECT 1 FROM pg_database WHERE datname = $1", [database]);
    if (rowCount === 0) await hold.query(`CREATE DATABASE ${pg.escapeIdentifier(database)}`);
    keepsProcessAlive(hold, false);
    return {
      url: connectionUrl(place, port, database),
      joined,
      async release() {
        keepsProcessAlive(hold, true);
        await hold.end().catch(() => {});
        try {
          await withFileLock(lock, () => stopIfLast(place));
        } catch (error) {
          // A disk that is full or closed has no room for a lock file, and still its server is to stop.
          if (!unwritable.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
          await stopIfLast(place);
        }
      },
    };
  });
}
