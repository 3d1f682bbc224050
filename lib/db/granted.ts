import pg from "pg";
import { type Grant, grantKey, normalGrant } from "../access/grants.ts";
import { grantedSchemas } from "./grantedViews.ts";
import type { Database, OpenDatabaseOptions } from "./pool.ts";
import { refuseWhole } from "./refuseWhole.ts";

type OpenPool = (url: string, options: OpenDatabaseOptions) => pg.Pool;
type Callback = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (release?: boolean | Error) => void,
) => void;

const mostGrants = 200;

/** Connections over which nothing is seen until a grant is set, and the grants that have been used, the latest last. */
interface Limited {
  pool: pg.Pool;
  /** Of which grant a connection is at the moment. */
  grantOf: WeakMap<pg.PoolClient, string>;
  databases: Map<string, Database>;
}

// Next loads modules more than once: one set of connections for all of them.
const shared = globalThis as { linkledgerGranted?: WeakMap<Database, Limited> };

function limitedOf(whole: Database, openPool: OpenPool): Limited {
  shared.linkledgerGranted ??= new WeakMap();
  let limited = shared.linkledgerGranted.get(whole);
  if (!limited) {
    const pool = openPool(whole.url, {
      applicationName: "linkledger web, limited",
      searchPath: "pg_catalog",
    });
    // Behind what the pool sets up itself: whatever is asked over the connection from then on.
    pool.on("connect", refuseWhole);
    limited = { pool, grantOf: new WeakMap(), databases: new Map() };
    shared.linkledgerGranted.set(whole, limited);
  }
  return limited;
}

/**
 * The database as a limited grant sees it: every name of a table is that of a view of the grant's rows; a table that
 * has none cannot be read. One for each grant, so that a client over its pool never serves two.
 */
export function grantedDatabase(whole: Database, grant: NonNullable<Grant>, openPool: OpenPool): Database {
  const limited = limitedOf(whole, openPool);
  const key = grantKey(grant);
  const known = limited.databases.get(key);
  limited.databases.delete(key);
  const pool = new GrantedPool(limited, grant);
  const database = known ?? { pool, schema: pool.schema, url: whole.url, close: async () => {} };
  limited.databases.set(key, database);
  for (const oldest of limited.databases.keys()) {
    if (limited.databases.size <= mostGrants) break;
    limited.databases.delete(oldest);
  }
  return database;
}

/** Ends the connections of limited grants over a database that is about to close. */
export async function closeGranted(whole: Database): Promise<void> {
  const limited = shared.linkledgerGranted?.get(whole);
  shared.linkledgerGranted?.delete(whole);
  await limited?.pool.end();
}

/** Lends out connections of the shared ones, each set to one grant before anything is asked over it. */
class GrantedPool extends pg.Pool {
  readonly schema: string;
  readonly #limited: Limited;
  readonly #key: string;
  readonly #settings: [schema: string, accounts: readonly string[], owners: readonly string[]];

  constructor(limited: Limited, grant: NonNullable<Grant>) {
    super({ max: 1 });
    const { accounts, owners } = normalGrant(grant) ?? { accounts: [], owners: [] };
    this.#limited = limited;
    this.#key = grantKey(grant);
    this.schema = grantedSchemas[owners.length > 0 ? "owners" : "accounts"];
    this.#settings = [this.schema, accounts, owners];
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Callback): void;
  override connect(callback?: Callback): Promise<pg.PoolClient> | undefined {
    const lent = this.#lend();
    if (!callback) return lent;
    lent.then(
      (client) => callback(undefined, client, (release) => client.release(release)),
      (error: Error) => callback(error, undefined, () => {}),
    );
    return undefined;
  }

  async #lend(): Promise<pg.PoolClient> {
    const client = await this.#limited.pool.connect();
    if (this.#limited.grantOf.get(client) === this.#key) return client;
    this.#limited.grantOf.delete(client);
    try {
      await client.query(
        `SELECT set_config('search_path', $1, false), set_config('linkledger.accounts', $2::text[]::text, false),
           set_config('linkledger.owners', $3::text[]::text, false)`,
        [...this.#settings],
      );
    } catch (error) {
      client.release(true);
      throw error;
    }
    this.#limited.grantOf.set(client, this.#key);
    return client;
  }
}
