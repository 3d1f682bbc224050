import pg from "pg";
import type { Database } from "../db/pool.ts";
import { log } from "../log.ts";

/**
 * Locks of one process over all its scopes, held by a single database session: a process that dies loses them at
 * once, whatever machine it ran on. Session locks of one session do not exclude each other, so the process keeps
 * its own list besides.
 */
export class ScopeLocks {
  readonly #url: string;
  readonly #held = new Set<string>();
  #client: Promise<pg.Client> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(db: Database) {
    this.#url = db.url;
  }

  /** True when this process now holds the lock of `key`; false when anybody holds it already. */
  async tryTake(key: string): Promise<boolean> {
    if (this.#held.has(key)) return false;
    this.#held.add(key);
    try {
      const { rows } = await this.#query(
        "SELECT pg_try_advisory_lock(hashtextextended($1, 72361)) AS taken",
        key,
      );
      if (!rows[0]?.taken) this.#held.delete(key);
      return rows[0]?.taken ?? false;
    } catch (error) {
      this.#held.delete(key);
      throw error;
    }
  }

  async release(key: string): Promise<void> {
    if (!this.#held.delete(key)) return;
    if (!this.#client) return;
    await this.#query("SELECT pg_advisory_unlock(hashtextextended($1, 72361))", key).catch((error: unknown) =>
      log.warn({ err: error }, "a scope lock was lost with its database session"),
    );
  }

  async close(): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    this.#client = undefined;
    await client?.end().catch(() => {});
  }

  /** One statement after the other: a session has no room for two. */
  #query(text: string, key: string): Promise<pg.QueryResult<{ taken: boolean }>> {
    const name = text.includes("unlock") ? "release-scope-lock" : "take-scope-lock";
    const answer = this.#last.then(async () => (await this.#session()).query({ name, text, values: [key] }));
    this.#last = answer.catch(() => {});
    return answer;
  }

  #session(): Promise<pg.Client> {
    this.#client ??= this.#connect().catch((error: unknown) => {
      this.#client = undefined;
      throw error;
    });
    return this.#client;
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: "linkledger:locks",
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
    });
    client.on("error", (error) => {
      log.warn({ err: error }, "the database session of the scope locks broke");
      this.#client = undefined;
    });
    await client.connect();
    return client;
  }
}
