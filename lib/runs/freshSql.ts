/**
 * The one rule of freshness, as SQL over `collector_scope`: the scope's last run succeeded, and its last success is
 * at most three intervals old. False, never null, for a scope that is not there or has not run.
 * @param scope alias of the table.
 * @param now SQL for the current time, a timestamptz.
 */
export function freshSql(scope: string, now: string): string {
  return `coalesce(${scope}.outcome = 'success' AND ${recentSql(scope, now)}, false)`;
}

/** The scope succeeded within its last three intervals, whatever came after; null when it never did. As `freshSql`. */
export function recentSql(scope: string, now: string): string {
  return `${scope}.last_success_at >= ${now} - 3 * ${scope}.interval_seconds * interval '1 second'`;
}
