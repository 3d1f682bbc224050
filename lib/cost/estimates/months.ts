import type pg from "pg";
import { ensurePartitions } from "../../db/partitions.ts";
import { inTransaction } from "../../db/transaction.ts";
import { addDays, addMonths } from "../days.ts";
import { runningTables, sumRunning } from "./running.ts";
import type { Window } from "./schema.ts";

const attributes = ["vpc_endpoint_type", "vpc_id", "service_name", "owner", "environment"];
const priced = ["price_effective_from", "price_source"];
const figures = ["hours", "idle_hours", "unknown_hours", "hours_usd", "bytes", "data_usd", "unestimated"];
const values = ["region", ...attributes, ...figures, ...priced];

const listed = (columns: readonly string[], alias?: string) =>
  columns.map((name) => (alias ? `${alias}.${name}` : name)).join(", ");

const belongings = (zone: string) => `
  LEFT JOIN endpoint_cost k ON k.account_id = ${zone}.account_id AND k.vpc_endpoint_id = ${zone}.vpc_endpoint_id
  LEFT JOIN vpc_endpoint e ON e.account_id = ${zone}.account_id AND e.region = ${zone}.region
    AND e.vpc_endpoint_id = ${zone}.vpc_endpoint_id`;

const unsummedAccounts =
  "(SELECT account_id FROM endpoint_cost_unsummed WHERE day >= $1::date AND day < $2::date)";

/**
 * Sums of a month by zone of endpoint, of the accounts with a day that is not summed; $1 is its first day, $2 that of the
 * next. Rows that say the same are not touched; a zone of an endpoint without a day left in the month goes.
 */
const sumZones = `
  WITH zone AS (
    SELECT account_id, vpc_endpoint_id, az_id, max(region) AS region, sum(hours) AS hours,
      COALESCE(sum(hours) FILTER (WHERE bytes = 0), 0) AS idle_hours,
      COALESCE(sum(hours) FILTER (WHERE bytes IS NULL), 0) AS unknown_hours,
      sum(hours_usd) AS hours_usd, sum(bytes) AS bytes, sum(data_usd) AS data_usd,
      count(*) FILTER (WHERE reason <> 'zone-unknown') AS unestimated
    FROM endpoint_cost_day
    WHERE day >= $1::date AND day < $2::date AND account_id IN ${unsummedAccounts} GROUP BY 1, 2, 3
  ), written AS (
    INSERT INTO endpoint_cost_month AS m (account_id, month, vpc_endpoint_id, az_id, ${listed(values)})
    SELECT z.account_id, $1::date, z.vpc_endpoint_id, z.az_id, z.region, ${listed(attributes, "e")},
      ${listed(figures, "z")}, ${listed(priced, "k")}
    FROM zone z ${belongings("z")}
    ON CONFLICT (account_id, month, vpc_endpoint_id, az_id) DO UPDATE SET
      ${values.map((name) => `${name} = EXCLUDED.${name}`).join(", ")}
    WHERE (${listed(values, "m")}) IS DISTINCT FROM (${listed(values, "EXCLUDED")})
  )
  DELETE FROM endpoint_cost_month m WHERE m.month = $1::date AND m.account_id IN ${unsummedAccounts}
    AND NOT EXISTS (SELECT FROM zone z WHERE z.account_id = m.account_id AND z.vpc_endpoint_id = m.vpc_endpoint_id
      AND z.az_id = m.az_id)`;

/** An endpoint that belongs to something else now, or has another price: its account's month is summed anew. */
const markMoved = `
  INSERT INTO endpoint_cost_unsummed (account_id, day)
  SELECT account_id, day::date
  FROM (
    SELECT DISTINCT m.account_id FROM endpoint_cost_month m ${belongings("m")}
    WHERE m.month = $1::date AND (${listed(attributes, "m")}, ${listed(priced, "m")})
      IS DISTINCT FROM (${listed(attributes, "e")}, ${listed(priced, "k")})
  ) moved CROSS JOIN generate_series($1::date, $2::date - 1, interval '1 day') day
  ON CONFLICT DO NOTHING`;

/**
 * Brings the sums up to what is stored of the days: those of days that changed, and of months that the window touches where
 * an endpoint belongs to something else now. Cut off anywhere, the next call ends it. Call it outside of a transaction.
 */
export async function sumMonths(pool: pg.Pool, window: Window): Promise<void> {
  const last = addDays(window.first, window.days - 1).slice(0, 7);
  const touched: string[] = [];
  for (let month = window.first.slice(0, 7); month <= last; month = addMonths(month, 1)) touched.push(month);
  const { rows } = await pool.query<{ month: string }>(
    "SELECT DISTINCT to_char(day, 'YYYY-MM') AS month FROM endpoint_cost_unsummed",
  );
  for (const month of new Set([...touched, ...rows.map((row) => row.month)]))
    await sumMonth(pool, month, touched.includes(month));
}

async function sumMonth(pool: pg.Pool, month: string, withMoved: boolean): Promise<void> {
  const span = [`${month}-01`, `${addMonths(month, 1)}-01`] as const;
  const midnight = new Date(`${span[0]}T00:00:00Z`);
  for (const table of runningTables) await ensurePartitions(pool, table, midnight, midnight);
  await inTransaction(pool, async (client) => {
    // All sums are of the same moment: an endpoint whose owner changes in between would else be halved.
    await client.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    // A whole month anew takes a minute at 100,000 endpoints: cut off, it would begin again each time.
    await client.query("SET LOCAL statement_timeout = '15min'");
    if (withMoved) await client.query(markMoved, [...span]);
    const { rowCount } = await client.query(
      "SELECT FROM endpoint_cost_unsummed WHERE day >= $1::date AND day < $2::date LIMIT 1",
      [...span],
    );
    if (rowCount === 0) return;
    await client.query(sumZones, [...span]);
    await sumRunning(client, span);
    await client.query("DELETE FROM endpoint_cost_unsummed WHERE day >= $1::date AND day < $2::date", [
      ...span,
    ]);
  });
}

/** Sums every day of the window anew, whoever wrote it. Call it outside of a transaction. */
export async function sumAnew(pool: pg.Pool, window: Window): Promise<void> {
  await pool.query(
    `INSERT INTO endpoint_cost_unsummed (account_id, day)
     SELECT account_id, $1::date + back
     FROM (SELECT account_id FROM endpoint_cost_day WHERE day >= $1::date AND day < $1::date + $2::int
       UNION SELECT account_id FROM endpoint_group_cost_month) account
     CROSS JOIN generate_series(0, $2::int - 1) back ON CONFLICT DO NOTHING`,
    [window.first, window.days],
  );
  await sumMonths(pool, window);
}
