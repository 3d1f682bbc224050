import type { PartitionedTable } from "../db/partitions.ts";
import type { Resolution } from "./schema.ts";
import { type MetricFamily, metricFamilies, tableOf } from "./tables.ts";

/** Days that a resolution is kept; also as long as CloudWatch itself has it, but for the days. */
const retentionDays: Record<Resolution, number> = { "1m": 15, "5m": 63, "1h": 455, "1d": 1826 };

const partitionOf: Record<Resolution, PartitionedTable["per"]> = {
  "1m": "day",
  "5m": "week",
  "1h": "month",
  "1d": "year",
};

/** How the table of a family and resolution is partitioned and kept. */
export function partitioning(family: MetricFamily, resolution: Resolution): PartitionedTable {
  return {
    table: tableOf(family, resolution),
    per: partitionOf[resolution],
    retentionDays: retentionDays[resolution],
  };
}

/** All tables of metrics. */
export const metricTables: PartitionedTable[] = metricFamilies.flatMap((family) =>
  (Object.keys(retentionDays) as Resolution[]).map((resolution) => partitioning(family, resolution)),
);
