import type { TimeRange } from "../logsInsights/schema.ts";
import type { Queryable } from "../runs/mutations.ts";
import type { EndpointInterface, RejectRow } from "./schema.ts";

/** What a query over some interfaces and a span of time found. */
export interface RejectSlice extends TimeRange {
  interfaces: readonly EndpointInterface[];
  rows: readonly RejectRow[];
  /** More was found than a query gives: what it does not hold may be there all the same. */
  truncated: boolean;
}

const keyMatches = `r."networkInterfaceId" = t.network_interface_id AND r.ts = t.ts
  AND r."srcAddress" = t.src_address AND r."dstPort" = t.dst_port AND r.protocol = t.protocol`;

/**
 * Makes the refused flows of the slice's interfaces and time be what was found; rows that say the same are not touched.
 * Call it inside a transaction.
 */
export async function storeRejects(
  client: Queryable,
  accountId: string,
  region: string,
  { interfaces, rows, from, to, truncated }: RejectSlice,
): Promise<void> {
  const places = new Map(interfaces.map((one) => [one.networkInterfaceId, one]));
  const found = JSON.stringify(
    rows.map((row) => {
      const { vpcEndpointId, subnetId, azId } = places.get(row.networkInterfaceId) as EndpointInterface;
      return { ...row, vpcEndpointId, subnetId, azId };
    }),
  );
  const record = `jsonb_to_recordset($2::jsonb) AS r("networkInterfaceId" text, ts timestamptz, "srcAddress" text,
    "dstPort" int, protocol int, flows bigint, packets bigint, "vpcEndpointId" text, "subnetId" text, "azId" text)`;
  if (!truncated) {
    await client.query(
      `DELETE FROM flow_log_reject t
       WHERE t.account_id = $1 AND t.network_interface_id = ANY ($3) AND t.ts >= $4 AND t.ts < $5
         AND NOT EXISTS (SELECT FROM ${record} WHERE ${keyMatches})`,
      [accountId, found, [...places.keys()], from, to],
    );
  }
  await client.query(
    `INSERT INTO flow_log_reject AS t (account_id, network_interface_id, ts, src_address, dst_port, protocol, region,
       vpc_endpoint_id, subnet_id, az_id, flows, packets)
     SELECT $1, r."networkInterfaceId", r.ts, r."srcAddress", r."dstPort", r.protocol, $3, r."vpcEndpointId",
       r."subnetId", r."azId", r.flows, r.packets
     FROM ${record}
     ON CONFLICT (account_id, network_interface_id, ts, src_address, dst_port, protocol) DO UPDATE SET
       flows = EXCLUDED.flows, packets = EXCLUDED.packets, vpc_endpoint_id = EXCLUDED.vpc_endpoint_id,
       subnet_id = EXCLUDED.subnet_id, az_id = EXCLUDED.az_id
     WHERE (t.flows, t.packets, t.vpc_endpoint_id, t.subnet_id, t.az_id) IS DISTINCT FROM
       (EXCLUDED.flows, EXCLUDED.packets, EXCLUDED.vpc_endpoint_id, EXCLUDED.subnet_id, EXCLUDED.az_id)`,
    [accountId, found, region],
  );
}
