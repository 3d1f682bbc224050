import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "./generated/client.ts";
import { type Database, database } from "./pool.ts";

const clients = new WeakMap<Database, PrismaClient>();

/** The Prisma client over a database's own pool; one per database. Closing the database is enough. */
export function prismaFor(db: Database): PrismaClient {
  let client = clients.get(db);
  if (!client) {
    client = new PrismaClient({
      adapter: new PrismaPg(db.pool, { disposeExternalPool: false, schema: db.schema }),
    });
    clients.set(db, client);
  }
  return client;
}

/** The Prisma client of this process's database. */
export async function prisma(): Promise<PrismaClient> {
  return prismaFor(await database());
}
