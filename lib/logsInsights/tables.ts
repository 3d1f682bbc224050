import type { PartitionedTable } from "../db/partitions.ts";

/** Days that everything read from logs is kept. */
export const logsKeptDays = 63;

export const rejectTable: PartitionedTable = {
  table: "flow_log_reject",
  per: "week",
  retentionDays: logsKeptDays,
};
export const denialTable: PartitionedTable = {
  table: "vpce_access_denial",
  per: "week",
  retentionDays: logsKeptDays,
};
