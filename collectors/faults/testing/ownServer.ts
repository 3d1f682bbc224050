import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { settlePlace } from "#lib/db/embeddedPlace.ts";
import { connect, connectionUrl, initialise, startServer, stopServer } from "#lib/db/embeddedServer.ts";
import { migrate } from "#lib/db/migrate.ts";
import { openPool } from "#lib/db/pool.ts";

/** A Postgres that can be crashed without taking other tests along. */
export interface OwnServer {
  /** Connection string of an empty, migrated database on it. */
  empty: string;
  /** As a crash does it: sessions end in the middle, and what was not committed is gone. Then starts it where it was. */
  crash(): Promise<void>;
  close(): Promise<void>;
}

export async function openOwnServer(): Promise<OwnServer> {
  const dataDir = mkdtempSync(join(tmpdir(), "linkledger-faults-"));
  const place = settlePlace(dataDir);
  await initialise(place);
  // No fsync: the machine does not crash. What was committed has to survive all the same.
  const port = await startServer(place, false);
  // Named as those of the shared server are, for `cloneDatabase`.
  const name = `test_${process.pid}_template`;
  const admin = await connect(place, port, "postgres");
  await admin.query("ALTER ROLE postgres SET synchronous_commit = on");
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  const empty = connectionUrl(place, port, name);
  const pool = openPool(empty, { max: 1 });
  await migrate(pool, "prisma/migrations");
  await pool.end();
  return {
    empty,
    async crash() {
      await stopServer(place, "immediate");
      await startServer(place, false, port);
    },
    async close() {
      await stopServer(place, "immediate").catch(() => {});
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
