import type { Config } from "#lib/config/schema.ts";
import type { Database } from "#lib/db/pool.ts";
import type { TableRows } from "#lib/inventory/tables.ts";
import type { ZonedTable } from "#lib/inventory/zones.ts";
import type { Queryable, Scope, ScopeState } from "#lib/runs/mutations.ts";
import type { CollectorName } from "#lib/runs/schema.ts";
import type { AccountAccess } from "./aws/credentials.ts";
import type { Aws } from "./aws/session.ts";
import type { Fleet } from "./fleet.ts";
import type { Parts } from "./parts.ts";

/** The order in which a first pass works; also the priority of jobs. */
export const phases = [
  "accounts",
  "endpoints",
  "inventory",
  "costs",
  "probes",
  "metrics",
  "trail",
  "logs",
] as const;
export type Phase = (typeof phases)[number];

/** What a run is given. */
export interface ScopeContext {
  scope: Scope;
  access: AccountAccess;
  state: ScopeState;
  aws: Aws;
  parts: Parts;
  db: Database;
  fleet: Fleet;
  config: Config;
  /** Start of the run. */
  now: Date;
  signal: AbortSignal;
}

/** What asking cost beyond plain calls. */
export interface Spent {
  metricsRequested?: number;
  datapoints?: number;
  costUsd?: number;
}

/** What a run brings back, not yet written. */
export interface Collected extends Spent {
  /** Inventory: everything the scope holds, as far as it was read. */
  tables?: TableRows[];
  /** Tables whose AZ IDs have to be derived anew after the rows. */
  zones?: readonly ZonedTable[];
  /** Anything else, written in the same transaction as the run, over a pipelined connection: without COPY. Returns rows new and changed. */
  write?: (client: Queryable) => Promise<{ created: number; modified: number }>;
  /** Of what `write` writes; rows of inventory are counted by the runner. */
  resources?: number;
  watermark?: Date;
  /** True where the watermark says how far everything is known in spite of parts that failed. */
  watermarkHolds?: boolean;
  /** When the scope is to run again, where its content decides that; its interval otherwise. */
  nextDueAt?: Date;
}

/** A collector as a value: the registry lists them, the runner runs them. */
export interface Collector {
  name: CollectorName;
  phase: Phase;
  /** Collectors of the same account and region whose first run must have ended before. */
  after?: readonly CollectorName[];
  /** Collectors whose first runs must have ended everywhere before. */
  afterAll?: readonly CollectorName[];
  /** True when the rows follow from the answers of AWS alone: the same answers then need not be read again. */
  answersOnly?: boolean;
  collect(context: ScopeContext): Promise<Collected>;
  /** After a run that changed rows, but for the first one: has others collected soon that go by them. */
  follow?(db: Queryable, scope: Scope, now: Date): Promise<void>;
}

/** True when AWS has said the zones of all rows that were read: there is nothing to derive. */
function saysZones(zoned: ZonedTable, all: TableRows[]): boolean {
  const read = all.find(({ table }) => table.table === zoned);
  return read?.rows.every(({ azIds }) => Array.isArray(azIds) && azIds.length > 0) ?? false;
}

interface InventoryDefinition<Raw> extends Omit<Collector, "collect" | "afterAll"> {
  zones?: readonly ZonedTable[];
  fetch(context: ScopeContext): Promise<Raw>;
  map(raw: Raw): TableRows[];
}

/** A collector of inventory: `fetch` asks AWS, `map` turns answers into rows and is pure. */
export function inventoryCollector<Raw>({
  zones,
  fetch,
  map,
  ...collector
}: InventoryDefinition<Raw>): Collector {
  return {
    ...collector,
    async collect(context) {
      const tables = map(await fetch(context));
      return { tables, zones: zones?.filter((zoned) => !saysZones(zoned, tables)) };
    },
  };
}
