import type pg from "pg";
import { balancerCostTable } from "#lib/cost/balancers/mutations.ts";
import { endpointCostTable } from "#lib/cost/estimates/mutations.ts";
import { runningTables } from "#lib/cost/estimates/running.ts";
import { billedResourceTable } from "#lib/cost/mutations.ts";
import { dropExpiredPartitions, makePartitionsAhead, type PartitionedTable } from "#lib/db/partitions.ts";
import { log } from "#lib/log.ts";
import { denialTable, rejectTable } from "#lib/logsInsights/tables.ts";
import { metricTables } from "#lib/metrics/partitions.ts";
import { probeTables } from "#lib/probes/tables.ts";
import { endpointDayTable } from "#lib/slo/endpointDays.ts";

/** Every table that is partitioned by time: those of a new source are added here. */
export const partitionedTables: PartitionedTable[] = [
  ...metricTables,
  rejectTable,
  denialTable,
  ...probeTables,
  billedResourceTable,
  endpointDayTable,
  endpointCostTable,
  ...runningTables,
  balancerCostTable,
];

/** Makes the partitions of the time to come and drops those beyond their retention. */
export async function keepPartitions(pool: pg.Pool, now: Date): Promise<void> {
  await makePartitionsAhead(pool, partitionedTables, now);
  const dropped = await dropExpiredPartitions(pool, partitionedTables, now);
  if (dropped.length > 0) log.info({ dropped }, "dropped partitions beyond their retention");
}
