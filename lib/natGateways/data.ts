import type { Queryable } from "../runs/mutations.ts";
import { type DailyBytes, lastWholeDay, lostTraffic } from "./compute.ts";

interface VpcKey {
  accountId: string;
  region: string;
  vpcId: string;
}

/** An endpoint whose clients may have found another way, with the NAT gateways its VPC leads out through. */
export interface BypassedEndpoint extends VpcKey {
  vpcEndpointId: string;
  serviceName: string;
  /** `unknown`: its last day has not been collected. */
  state: "lost" | "unknown";
  natGatewayIds: string[];
}

interface Row extends VpcKey {
  vpcEndpointId: string;
  serviceName: string;
  bytesDaily: number[];
  from: Date;
  measuredTo: Date;
  natGatewayIds: string[];
}

/** Endpoints of some accounts whose traffic fell by more than half, or is not known, in VPCs that lead out through NAT. */
export async function readBypassed(
  db: Queryable,
  accountIds: readonly string[],
  now: Date,
  region?: string,
): Promise<BypassedEndpoint[]> {
  const { rows } = await db.query<Row>(
    `WITH nat AS (
       SELECT r.account_id, r.region, r.vpc_id, array_agg(DISTINCT x ->> 'NatGatewayId' ORDER BY x ->> 'NatGatewayId') AS ids
       FROM route_table r, jsonb_array_elements(r.routes) x
       WHERE r.account_id = ANY ($1) AND r.gone_at IS NULL AND x ->> 'NatGatewayId' <> '' AND r.vpc_id IS NOT NULL
         AND x ->> 'DestinationCidrBlock' = '0.0.0.0/0' AND coalesce(x ->> 'State', 'active') = 'active'
         AND ($2::text IS NULL OR r.region = $2)
       GROUP BY 1, 2, 3
     )
     SELECT e.account_id AS "accountId", e.region, e.vpc_id AS "vpcId", e.vpc_endpoint_id AS "vpcEndpointId",
       e.service_name AS "serviceName", t.bytes_daily::float8[] AS "bytesDaily", t.bytes_daily_from AS "from",
       t.measured_to AS "measuredTo", n.ids AS "natGatewayIds"
     FROM vpc_endpoint e
     JOIN nat n ON n.account_id = e.account_id AND n.region = e.region AND n.vpc_id = e.vpc_id
     JOIN vpc_endpoint_traffic t ON t.account_id = e.account_id AND t.vpc_endpoint_id = e.vpc_endpoint_id
     WHERE e.account_id = ANY ($1) AND e.gone_at IS NULL AND lower(e.vpc_endpoint_type) = 'interface'
       AND lower(e.state) = 'available' AND e.service_name LIKE 'com.amazonaws.%'
       AND e.service_name NOT LIKE 'com.amazonaws.vpce.%' AND t.bytes_daily_from IS NOT NULL AND t.measured_to IS NOT NULL
     ORDER BY 1, 2, 3, 4`,
    [accountIds, region ?? null],
  );
  return rows.flatMap(({ bytesDaily, from, measuredTo, ...row }) => {
    const state = lostTraffic({ from, bytes: collected(bytesDaily, from, measuredTo) }, now);
    return state === "lost" || state === "unknown" ? [{ ...row, state }] : [];
  });
}

/** -1 is a day not collected; so is one that is not collected to its end. */
function collected(bytes: readonly number[], from: Date, measuredTo: Date): DailyBytes["bytes"] {
  const dayMs = 86_400_000;
  return bytes.map((one, day) =>
    one < 0 || from.getTime() + (day + 1) * dayMs > measuredTo.getTime() ? null : one,
  );
}

/** What left a NAT gateway by day, as far as it was asked for. */
export interface NatTraffic extends DailyBytes {
  accountId: string;
  region: string;
  natGatewayId: string;
  measuredTo: Date;
}

/** NAT gateways of some accounts that were ever asked for. */
export async function readNatTraffic(
  db: Queryable,
  accountIds: readonly string[],
  region?: string,
): Promise<NatTraffic[]> {
  const { rows } = await db.query<Omit<NatTraffic, "bytes"> & { bytes: number[] }>(
    `SELECT account_id AS "accountId", region, nat_gateway_id AS "natGatewayId", bytes_daily::float8[] AS bytes,
       bytes_daily_from AS "from", measured_to AS "measuredTo"
     FROM nat_gateway_traffic WHERE account_id = ANY ($1) AND ($2::text IS NULL OR region = $2)`,
    [accountIds, region ?? null],
  );
  return rows.map((row) => ({ ...row, bytes: row.bytes.map((one) => (one < 0 ? null : one)) }));
}

/** NAT gateways of an account and region that have to be asked for: beside an endpoint that lost its traffic, not yet asked for the last day. */
export async function natGatewaysToAsk(
  db: Queryable,
  { accountId, region }: { accountId: string; region: string },
  now: Date,
): Promise<string[]> {
  const bypassed = await readBypassed(db, [accountId], now, region);
  const wanted = new Set(bypassed.flatMap((one) => (one.state === "lost" ? one.natGatewayIds : [])));
  if (wanted.size === 0) return [];
  const known = await readNatTraffic(db, [accountId], region);
  const end = lastWholeDay(now).getTime() + 86_400_000;
  for (const one of known) if (one.measuredTo.getTime() >= end) wanted.delete(one.natGatewayId);
  return [...wanted].sort();
}
