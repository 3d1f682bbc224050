import type { Database } from "../../db/pool.ts";
import { inTransaction } from "../../db/transaction.ts";
import type { Queryable } from "../../runs/mutations.ts";

/** Reads in one snapshot, so that rows which belong together are of one moment. */
export function atOneMoment<T>({ pool }: Database, read: (client: Queryable) => Promise<T>): Promise<T> {
  return inTransaction(pool, async (client) => {
    await client.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    return read(client);
  });
}
