import { finished } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { PartitionedTable } from "../../db/partitions.ts";
import { addDays } from "../days.ts";
import type { EndpointRow } from "./data.ts";
import { markUnsummed } from "./marks.ts";
import { usdText } from "./money.ts";
import type { Monthly } from "./monthly.ts";
import type { ZoneDay } from "./schema.ts";

/** How estimates by endpoint, zone and day are kept: more than a year, to compare with. */
export const endpointCostTable: PartitionedTable = {
  table: "endpoint_cost_day",
  per: "month",
  retentionDays: 400,
};

/** What an evaluation found of one endpoint. */
export interface EndpointEstimate {
  row: EndpointRow;
  /** Days, counted from the first of the window, that differ from what is stored. */
  changedDays: readonly number[];
  /** Of those, the ones of which something may be stored. */
  storedDays: readonly number[];
  /** The rows of the changed days. */
  rows: readonly ZoneDay[];
  digests: readonly number[];
  monthly: Monthly;
}

/** Writes the days that changed and what each endpoint costs a month. Call it inside a transaction. */
export async function storeEstimates(
  client: pg.ClientBase,
  estimates: readonly EndpointEstimate[],
  first: string,
  now: Date,
): Promise<void> {
  const gone = estimates.flatMap(({ row, storedDays }) => storedDays.map((day) => ({ row, day })));
  if (gone.length > 0) {
    await client.query(
      `DELETE FROM endpoint_cost_day d USING unnest($1::text[], $2::text[], $3::date[]) AS w(account_id, id, day)
       WHERE d.account_id = w.account_id AND d.vpc_endpoint_id = w.id AND d.day = w.day`,
      [
        gone.map(({ row }) => row.accountId),
        gone.map(({ row }) => row.vpcEndpointId),
        gone.map(({ day }) => addDays(first, day)),
      ],
    );
  }
  await copyDays(client, estimates, first, now);
  await markUnsummed(client, changedByAccount(estimates, first));
  await storeMonthly(client, estimates, first, now);
}

function changedByAccount(estimates: readonly EndpointEstimate[], first: string): Map<string, Set<string>> {
  const changed = new Map<string, Set<string>>();
  for (const { row, changedDays } of estimates) {
    if (changedDays.length === 0) continue;
    const days = changed.get(row.accountId) ?? new Set();
    changed.set(row.accountId, days);
    for (const day of changedDays) days.add(addDays(first, day));
  }
  return changed;
}

async function copyDays(
  client: pg.ClientBase,
  estimates: readonly EndpointEstimate[],
  first: string,
  now: Date,
): Promise<void> {
  if (estimates.every(({ rows }) => rows.length === 0)) return;
  const stream = client.query(
    copyFrom(
      `COPY endpoint_cost_day (account_id, day, vpc_endpoint_id, az_id, region, hours, hours_usd, bytes, data_usd,
         reason, as_of, evaluated_at) FROM STDIN`,
    ),
  );
  const done = finished(stream);
  done.catch(() => {});
  const days = new Map<number, string>();
  const dayText = (day: number) => {
    const known = days.get(day) ?? addDays(first, day);
    days.set(day, known);
    return known;
  };
  const at = now.toISOString();
  const usd = (nanos: number | null) => (nanos === null ? "\\N" : usdText(nanos));
  for (const { row, rows } of estimates) {
    if (rows.length === 0 || stream.destroyed) continue;
    const { accountId, vpcEndpointId, region, seenTo } = row;
    const tail = `${seenTo.toISOString()}\t${at}\n`;
    const lines = rows.map(
      (one) =>
        `${accountId}\t${dayText(one.day)}\t${vpcEndpointId}\t${one.azId}\t${region}\t${one.hours}\t${usd(one.hoursNanos)}\t${one.bytes ?? "\\N"}\t${usd(one.dataNanos)}\t${one.reason ?? "\\N"}\t${tail}`,
    );
    const more = stream.write(lines.join(""));
    if (!more) await Promise.race([done, new Promise((resume) => stream.once("drain", resume))]);
  }
  if (!stream.destroyed) stream.end();
  await done;
}

async function storeMonthly(
  client: pg.ClientBase,
  estimates: readonly EndpointEstimate[],
  first: string,
  now: Date,
): Promise<void> {
  const usd = (nanos: number | null) => (nanos === null ? null : usdText(nanos));
  const records = estimates.map(({ row, monthly, digests }) => ({
    account_id: row.accountId,
    vpc_endpoint_id: row.vpcEndpointId,
    region: row.region,
    monthly_cost_usd: usd(monthly.totalNanos),
    monthly_hours_usd: usd(monthly.hoursNanos),
    monthly_data_usd: usd(monthly.dataNanos),
    reason: monthly.reason,
    price_effective_from: monthly.price?.effectiveFrom ?? null,
    price_source: monthly.price?.source ?? null,
    day_digests: `{${digests.join(",")}}`,
    as_of: row.seenTo,
  }));
  const columns = `account_id, vpc_endpoint_id, region, monthly_cost_usd, monthly_hours_usd, monthly_data_usd, reason,
    price_effective_from, price_source, day_digests, as_of`;
  const kept = columns.split(/,\s*/).slice(2);
  // A look that finds nothing new is no reason to write: the digests of the day before still tell.
  const told = [...kept.filter((column) => column !== "as_of"), "first_day"];
  await client.query(
    `INSERT INTO endpoint_cost AS c (${columns}, first_day, evaluated_at)
     SELECT ${columns}, $2::date, $3 FROM json_to_recordset($1::json) AS r(account_id text, vpc_endpoint_id text,
       region text, monthly_cost_usd numeric, monthly_hours_usd numeric, monthly_data_usd numeric, reason text,
       price_effective_from date, price_source text, day_digests int[], as_of timestamptz)
     ON CONFLICT (account_id, vpc_endpoint_id) DO UPDATE SET
       ${kept.map((column) => `${column} = EXCLUDED.${column}`).join(", ")},
       first_day = EXCLUDED.first_day, evaluated_at = EXCLUDED.evaluated_at
     WHERE (${told.map((column) => `c.${column}`).join(", ")})
       IS DISTINCT FROM (${told.map((column) => `EXCLUDED.${column}`).join(", ")})`,
    [JSON.stringify(records), first, now],
  );
}
