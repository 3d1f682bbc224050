import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { isConnectionError } from "../db/connectionErrors.ts";
import type { Database } from "../db/pool.ts";
import { log } from "../log.ts";

const takeSql = {
  name: "take-scope-locks",
  text: "SELECT key, pg_try_advisory_lock(hashtextextended(key, 72361)) AS done FROM unnest($1::text[]) AS key",
};
const releaseSql = {
  name: "release-scope-locks",
  text: "SELECT key, pg_advisory_unlock(hashtextextended(key, 72361)) AS done FROM unnest($1::text[]) AS key",
};

/** Before a new session is tried in the place of one that broke. */
const pausesMs = [0, 200, 1000];

/**
 * Locks of one process over all its scopes, held by a single database session: a process that dies loses them at
 * once, whatever machine it ran on. Session locks of one session do not exclude each other, so the process keeps
 * its own list besides.
 */
export class ScopeLocks {
  readonly #url: string;
  /** What this process asks for or has… */
  readonly #held = new Set<string>();
  /** …and what its session was given. */
  readonly #given = new Set<string>();
  #client: Promise<pg.Client> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(db: Database) {
    this.#url = db.url;
  }

  /** Takes what can be had of these keys at once; what anybody holds already is left out. */
  async take(keys: string[]): Promise<Set<string>> {
    // Each once: a session may take a lock twice, and then has to let go of it twice.
    const free = [...new Set(keys)].filter((key) => !this.#held.has(key));
    for (const key of free) this.#held.add(key);
    try {
      const { rows } = await this.#query(takeSql, free);
      const taken = new Set(rows.filter((row) => row.done).map(({ key }) => key));
      for (const key of free) taken.has(key) ? this.#given.add(key) : this.#held.delete(key);
      return taken;
    } catch (error) {
      for (const key of free) this.#held.delete(key);
      throw error;
    }
  }

  async release(keys: Iterable<string>): Promise<void> {
    const ours = [...keys].filter((key) => this.#held.delete(key));
    for (const key of ours) this.#given.delete(key);
    if (!this.#client || ours.length === 0) return;
    await this.#query(releaseSql, ours).catch((error: unknown) =>
      log.warn({ err: error }, "a scope lock was lost with its database session"),
    );
  }

  /** Those of the keys that nobody holds, this process included. */
  async unheld(keys: string[]): Promise<Set<string>> {
    const free = await this.take(keys);
    await this.release(free);
    return free;
  }

  async close(): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    this.#client = undefined;
    await client?.end().catch(() => {});
  }

  /** One statement after the other: a session has no room for two. */
  #query(
    { name, text }: typeof takeSql,
    keys: string[],
  ): Promise<pg.QueryResult<{ key: string; done: boolean }>> {
    const ask = async () => (await this.#session()).query({ name, text, values: [keys] });
    const answer = this.#last.then(async () => {
      for (const pauseMs of pausesMs) {
        try {
          return await ask();
        } catch (error) {
          if (!isConnectionError(error)) throw error;
          // The session broke and not the database: once more, in a new one, which may break as well.
          this.#client = undefined;
          await delay(pauseMs);
        }
      }
      return ask();
    });
    this.#last = answer.catch(() => {});
    return answer;
  }

  #session(): Promise<pg.Client> {
    if (this.#client) return this.#client;
    // An end is told more than once, and late: it must not let go of the session that came after, and of its locks.
    const lost = () => {
      if (this.#client === opened) this.#client = undefined;
    };
    const opened = this.#connect(lost).catch((error: unknown) => {
      lost();
      throw error;
    });
    this.#client = opened;
    return opened;
  }

  async #connect(onLost: () => void): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: "linkledger:locks",
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
      // A machine that vanishes closes nothing: the server has to notice by itself, within a minute, not two hours.
      options: "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3",
    });
    client.on("error", (error) => {
      log.warn({ err: error }, "the database session of the scope locks broke");
      onLost();
    });
    await client.connect();
    // A new session holds nothing: what runs are at work on is taken again, as far as nobody else has by now.
    if (this.#given.size > 0) await client.query({ ...takeSql, values: [[...this.#given]] });
    return client;
  }
}
