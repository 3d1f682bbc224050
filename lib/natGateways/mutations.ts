import type { Queryable } from "../runs/mutations.ts";

/** Keeps what left NAT gateways by day, in place of what was known of them. A day without a datapoint is -1. */
export async function writeNatTraffic(
  db: Queryable,
  { accountId, region }: { accountId: string; region: string },
  gateways: readonly { natGatewayId: string; from: Date; bytes: readonly (number | null)[] }[],
  measuredTo: Date,
  now: Date,
): Promise<void> {
  const rows = gateways.map(({ natGatewayId, from, bytes }) => ({
    id: natGatewayId,
    from,
    bytes: `{${bytes.map((one) => (one === null ? -1 : Math.round(one))).join(",")}}`,
  }));
  await db.query(
    `INSERT INTO nat_gateway_traffic (account_id, region, nat_gateway_id, bytes_daily, bytes_daily_from, measured_to, updated_at)
     SELECT $1, $2, r.id, r.bytes, r."from", $4, $5
     FROM json_to_recordset($3::json) AS r(id text, "from" timestamptz, bytes bigint[])
     ON CONFLICT (account_id, nat_gateway_id) DO UPDATE SET region = EXCLUDED.region, bytes_daily = EXCLUDED.bytes_daily,
       bytes_daily_from = EXCLUDED.bytes_daily_from, measured_to = EXCLUDED.measured_to, updated_at = EXCLUDED.updated_at`,
    [accountId, region, JSON.stringify(rows), measuredTo, now],
  );
}
