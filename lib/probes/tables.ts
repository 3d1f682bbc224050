import type { PartitionedTable } from "../db/partitions.ts";

/** Tables of probe results, kept as long as those of the metrics of the same width. */
export const probeTables: PartitionedTable[] = [
  { table: "probe_result", per: "day", retentionDays: 15 },
  { table: "probe_result_5m", per: "week", retentionDays: 63 },
  { table: "probe_result_1h", per: "month", retentionDays: 455 },
];
