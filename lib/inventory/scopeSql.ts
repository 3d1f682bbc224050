/**
 * When a row was last seen: a row is written only when it changes, so while it is not gone the last complete
 * success of its scope is the later truth. `row` and `scope` are the aliases of the two tables.
 */
export function lastSeenSql(row: string, scope: string): string {
  return `CASE WHEN ${row}.gone_at IS NULL THEN GREATEST(${row}.last_seen_at, ${scope}.last_success_at) ELSE ${row}.last_seen_at END`;
}

/**
 * True while a row is not gone but nobody has confirmed it lately: its scope is unknown or retired, its last run
 * was no success, or its last success is older than three intervals.
 */
export function staleSql(row: string, scope: string): string {
  return `(${row}.gone_at IS NULL AND (${scope}.outcome IS DISTINCT FROM 'success' OR ${scope}.retired_at IS NOT NULL
    OR ${scope}.last_success_at IS NULL
    OR ${scope}.last_success_at < :now - 3 * ${scope}.interval_seconds * interval '1 second'))`;
}
