import type pg from "pg";
import { isConnectionError } from "../db/connectionErrors.ts";
import { inTransaction } from "../db/transaction.ts";
import { type Ingested, ingest, type Prepared } from "./ingest.ts";
import { type PlacedWatermarks, writeWatermarks } from "./mutations.ts";
import { resolutionNames } from "./schema.ts";
import type { MetricFamily } from "./tables.ts";

/** Rows of one scope, and the watermarks after them. */
export interface Work {
  prepared: Prepared;
  places: PlacedWatermarks;
}

interface Waiting extends Work {
  done(result: Ingested): void;
  failed(error: unknown): void;
}

/** What more than this is copied by goes alone, so that nobody waits for it. */
const mostBytes = 2_000_000;
/** So many scopes share a transaction at most, and so many transactions are under way. */
const mostScopes = 24;
const mostAtOnce = 2;

interface Queue {
  waiting: Waiting[];
  running: number;
}
const queues = new WeakMap<pg.Pool, Map<MetricFamily, Queue>>();

/** Stores work in one transaction: rows by COPY, rollups, watermarks. */
export function storeWork(pool: pg.Pool, all: readonly Work[]): Promise<Ingested[]> {
  return inTransaction(pool, async (client) => {
    const done = await ingest(
      client,
      all.map(({ prepared }) => prepared),
    );
    await writeWatermarks(
      client,
      all.map(({ places }) => places),
    );
    return done;
  });
}

/**
 * Stores work together with what else came while the transactions before were under way: most of what a poll of few
 * minutes costs are statements and waits for the disk, not its rows. Where a shared transaction fails, each goes alone.
 */
export async function storeTogether(pool: pg.Pool, work: Work): Promise<Ingested> {
  if (bytesOf(work) > mostBytes) return (await storeWork(pool, [work]))[0] as Ingested;
  const families = queues.get(pool) ?? new Map<MetricFamily, Queue>();
  queues.set(pool, families);
  const { family } = work.prepared;
  const queue = families.get(family) ?? { waiting: [], running: 0 };
  families.set(family, queue);
  return new Promise((done, failed) => {
    queue.waiting.push({ ...work, done, failed });
    if (queue.running < mostAtOnce) void drain(pool, queue);
  });
}

async function drain(pool: pg.Pool, queue: Queue): Promise<void> {
  queue.running++;
  while (queue.waiting.length > 0) await storeBatch(pool, queue.waiting.splice(0, mostScopes));
  queue.running--;
}

async function storeBatch(pool: pg.Pool, batch: Waiting[]): Promise<void> {
  // Two workers that write the same accounts write them in the same order.
  const inOrder = batch.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  try {
    const results = await storeWork(pool, inOrder);
    for (const [i, { done }] of inOrder.entries()) done(results[i] as Ingested);
  } catch (error) {
    // Without a database nobody fares better alone.
    const hopeless = inOrder.length === 1 || isConnectionError(error);
    if (hopeless) for (const { failed } of inOrder) failed(error);
    else for (const one of inOrder) await storeBatch(pool, [one]);
  }
}

const placeOf = ({ places }: Work) => `${places.accountId} ${places.region}`;

function bytesOf({ prepared }: Work): number {
  let bytes = 0;
  for (const resolution of resolutionNames)
    for (const rows of prepared.levels[resolution].copied.values()) bytes += rows.bytes;
  return bytes;
}
