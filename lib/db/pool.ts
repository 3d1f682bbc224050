import pg from "pg";
import { currentGrant } from "../access/principal.ts";
import { readEnv } from "../env.ts";
import { DatabaseUnavailableError } from "../errors.ts";
import { log } from "../log.ts";
import { explainConnectionError, oldestServerVersion } from "./connectionErrors.ts";
import { closeGranted, grantedDatabase } from "./granted.ts";
import { columnTypes } from "./types.ts";

export interface Database {
  pool: pg.Pool;
  /** Connection string with its password: for child processes and libraries, never for a message. */
  url: string;
  /** Schema of the tables, where it is not that of the server's search path. */
  schema?: string;
  /** Ends the pool and lets go of the embedded server, which stops when nobody else uses it. */
  close(): Promise<void>;
}

export interface OpenDatabaseOptions {
  /** Postgres to use. Default: `DATABASE_URL`, and when that is unset the embedded server of `dataDir`. */
  url?: string;
  /** Default: `LINKLEDGER_DATA_DIR`. */
  dataDir?: string;
  /** Connections of this process at most. Default 10. */
  max?: number;
  /** A statement that runs longer is cancelled. Default 60 s; 0 waits for ever. */
  statementTimeoutMs?: number;
  /** Shown in `pg_stat_activity`. */
  applicationName?: string;
  /** Statements of one connection are sent without waiting for each other's answers. COPY and cursors are refused then. */
  pipeline?: boolean;
  /** Schemas that names without one are looked up in. Default: the server's, which is public. */
  searchPath?: string;
}

/** A pool whose values arrive as `columnTypes` says, whose sessions run in UTC, and whose waits end. */
export function openPool(url: string, options: OpenDatabaseOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    types: columnTypes,
    application_name: options.applicationName ?? "linkledger",
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: options.statementTimeoutMs ?? 60_000,
    options: `-c timezone=UTC${options.searchPath ? ` -c search_path=${options.searchPath}` : ""}`,
    keepAlive: true,
    pipeline: options.pipeline,
  });
  // An idle connection that breaks is replaced at the next query; unheard, the event would end the process.
  pool.on("error", (error) => log.warn({ err: error }, "an idle database connection broke"));
  // One that breaks between two statements of a transaction has nobody else who listens: the next statement fails.
  pool.on("connect", (client) => {
    client.on("error", (error) => log.debug({ err: error }, "a database connection broke"));
  });
  return pool;
}

async function checkServer(pool: pg.Pool, url: string): Promise<void> {
  try {
    const { rows } = await pool.query<{ version: string }>(
      "SELECT current_setting('server_version_num') AS version",
    );
    const major = Math.floor(Number(rows[0]?.version) / 10_000);
    if (major < oldestServerVersion) {
      throw new DatabaseUnavailableError(
        `the database is Postgres ${major}; Linkledger needs ${oldestServerVersion} or newer`,
      );
    }
  } catch (error) {
    throw explainConnectionError(error, url);
  }
}

/**
 * Opens the database of this process: `DATABASE_URL`, or the embedded Postgres, started or joined.
 * Throws DatabaseUnavailableError that says in one sentence what is wrong, without the password.
 */
export async function openDatabase(options: OpenDatabaseOptions = {}): Promise<Database> {
  const env = readEnv();
  const external = options.url ?? env.databaseUrl;
  let url = external;
  let release = async () => {};
  if (url === undefined) {
    // Kept out of the app's bundle: scripts/web.ts has opened the server and set DATABASE_URL before the app loads.
    const { openEmbedded } = await import(/* turbopackIgnore: true */ "./embedded.ts");
    ({ url, release } = await openEmbedded({
      dataDir: options.dataDir ?? env.dataDir,
      database: env.embeddedDatabase,
    }));
  }
  const pool = openPool(url, options);
  const close = async () => {
    await pool.end();
    await release();
  };
  try {
    await checkServer(pool, url);
  } catch (error) {
    await close();
    throw error;
  }
  return { pool, url, close };
}

// The app's modules are loaded more than once by Next; the database of the process is kept on globalThis.
const shared = globalThis as {
  linkledgerDatabase?: Promise<Database>;
  linkledgerDatabaseOptions?: OpenDatabaseOptions;
};

/** How `database()` opens it in this process. Call it before anybody has asked for it. */
export function presetDatabase(options: OpenDatabaseOptions): void {
  shared.linkledgerDatabaseOptions = options;
}

/** The whole database of this process, opened at first use. A failed opening is tried again by the next caller. */
function wholeDatabase(): Promise<Database> {
  shared.linkledgerDatabase ??= openDatabase(shared.linkledgerDatabaseOptions).catch((error: unknown) => {
    shared.linkledgerDatabase = undefined;
    throw error;
  });
  return shared.linkledgerDatabase;
}

/**
 * The one database of this process, as far as whoever asks may see it: all of it, or the rows of a limited grant. The
 * one place where grants are enforced, for pages, API, CSV, search, counts and metrics alike. Throws where sign-in is
 * required and nobody has been let in.
 */
export async function database(): Promise<Database> {
  const grant = currentGrant();
  const whole = await wholeDatabase();
  if (grant === null) return whole;
  return grantedDatabase(whole, grant, (url, options) =>
    openPool(url, { ...shared.linkledgerDatabaseOptions, ...options }),
  );
}

/** Closes what `database()` opened, if it did. */
export async function closeDatabase(): Promise<void> {
  const open = shared.linkledgerDatabase;
  shared.linkledgerDatabase = undefined;
  const whole = await open?.catch(() => undefined);
  if (whole) await closeGranted(whole);
  await whole?.close();
}
