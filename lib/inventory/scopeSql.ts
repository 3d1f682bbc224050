import { freshSql } from "../runs/freshSql.ts";

/**
 * When a row was last seen: a row is written only when it changes, so while it is not gone the last complete
 * success of its scope is the later truth. `row` and `scope` are the aliases of the two tables.
 */
export function lastSeenSql(row: string, scope: string): string {
  return `CASE WHEN ${row}.gone_at IS NULL THEN GREATEST(${row}.last_seen_at, ${scope}.last_success_at) ELSE ${row}.last_seen_at END`;
}

/**
 * True while a row is not gone but nobody has confirmed it lately: its scope is unknown, retired or not fresh.
 * @param now SQL for the current time; the lists put theirs in for `:now`.
 */
export function staleSql(row: string, scope: string, now = ":now"): string {
  return `(${row}.gone_at IS NULL AND ${scopeStaleSql(scope, now)})`;
}

/** True where nobody has confirmed lately what a scope holds: it is unknown, retired or not fresh. As `staleSql`. */
export function scopeStaleSql(scope: string, now: string): string {
  return `(${scope}.retired_at IS NOT NULL OR NOT ${freshSql(scope, now)})`;
}
