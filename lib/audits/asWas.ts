/**
 * The rows of an inventory table as they were at $2, as a common table expression `<name>`: every column of the table,
 * `change_after` (the first created, gone or returned after that moment) and `before` (fields changed since, as they
 * were; null where none). A field's value then is what its first change after the moment says it was before.
 * @param id SQL over `e` of the id by which the change log names a row.
 */
export function asWas(name: string, table: string, resourceType: string, id: string): string {
  return `${name}_first AS (
    SELECT DISTINCT ON (account_id, region, resource_id, coalesce(field, '')) account_id, region, resource_id, field, change, before
    FROM resource_change WHERE observed_at > $2::timestamptz AND resource_type = '${resourceType}'
    ORDER BY account_id, region, resource_id, coalesce(field, ''), observed_at, id
  ), ${name}_was AS MATERIALIZED (
    SELECT account_id, region, resource_id, max(change) FILTER (WHERE field IS NULL) AS change,
      coalesce(jsonb_object_agg(lower(regexp_replace(field, '([A-Z])', '_\\1', 'g')), before)
        FILTER (WHERE field IS NOT NULL), '{}') AS before
    FROM ${name}_first GROUP BY 1, 2, 3
  ), ${name} AS (
    SELECT e.*, NULL::text AS change_after, NULL::jsonb AS before FROM ${table} e
    WHERE NOT EXISTS (SELECT FROM ${name}_was w
      WHERE w.account_id = e.account_id AND w.region = e.region AND w.resource_id = ${id})
    UNION ALL
    SELECT p.*, w.change, w.before FROM ${table} e
    JOIN ${name}_was w ON w.account_id = e.account_id AND w.region = e.region AND w.resource_id = ${id}
    CROSS JOIN LATERAL jsonb_populate_record(e, w.before) p
  )`;
}

/**
 * Whether a row of `asWas` existed at $2. A first look that came later proves it only where AWS says when it was made.
 * @param created SQL of AWS's own creation time; left out where AWS tells none.
 */
export function existedSql(row: string, created = "NULL::timestamptz"): string {
  return `(${row}.change_after IS DISTINCT FROM 'returned'
    AND (${row}.change_after IN ('gone', 'created') OR ${row}.gone_at IS NULL OR ${row}.gone_at > $2::timestamptz)
    AND (${row}.first_seen_at <= $2::timestamptz OR coalesce(${created} <= $2::timestamptz, false)))`;
}

/** Whether somebody looked at a row by $2, or only AWS's creation time says that it existed. */
export const basisSql = (row: string) =>
  `CASE WHEN ${row}.first_seen_at <= $2::timestamptz THEN 'observed' ELSE 'inferred' END`;

/** Owner, environment or application as the tags of the moment say: derived anew where the tags have changed since. */
export function tagFactSql(row: string, fact: "owner" | "environment" | "application", key: string): string {
  return `CASE WHEN ${row}.before ? 'tags' THEN nullif(CASE WHEN ${row}.tags ? ${key} THEN ${row}.tags ->> ${key}
    ELSE (SELECT t.value FROM jsonb_each_text(${row}.tags) t WHERE lower(t.key) = lower(${key}) LIMIT 1) END, '')
    ELSE ${row}.${fact} END`;
}
