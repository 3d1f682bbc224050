import { type PriceTable, priceAt } from "../../cost/prices/compute.ts";
import { loadPriceTable } from "../../cost/prices/data.ts";
import { centralInstead } from "../../cost/whatIf/compute.ts";
import type { Queryable } from "../../runs/mutations.ts";
import type { Piece } from "../evidenceSchema.ts";
import type { AccountFacts } from "../factsSchema.ts";
import type { FleetSharedService } from "../fleet/factsSchema.ts";
import { accountFacts, missing } from "./scopes.ts";

/** Interface endpoints of a region to one AWS service; what is counted is of accounts whose inventory is fresh. */
export interface SharedRow {
  region: string;
  serviceName: string;
  /** That has most of them. */
  accountId: string;
  endpoints: number;
  /** Endpoints of accounts whose inventory is not. */
  outOfDate: number;
  vpcs: number;
  accounts: number;
  /** Of all of them, and of the one that is in most. */
  zones: number;
  mostZones: number;
  /** Of the last 30 days; null where one of them was not measured. */
  bytes: number | null;
  asOf: Date | null;
}

const fewestVpcs = 3;

async function readSharedServices(db: Queryable, now: Date): Promise<SharedRow[]> {
  const { rows } = await db.query<SharedRow>(
    `WITH known AS (
       SELECT e.account_id, e.region, e.service_name, e.vpc_id, cardinality(e.az_ids) AS zones, t.bytes_30d,
         s.last_success_at, coalesce(s.last_success_at >= $1::timestamptz - 3 * s.interval_seconds * interval '1 second', false) AS fresh
       FROM vpc_endpoint e
       LEFT JOIN collector_scope s ON s.account_id = e.account_id AND s.region = e.region AND s.collector = 'endpoints'
       LEFT JOIN vpc_endpoint_traffic t ON t.account_id = e.account_id AND t.vpc_endpoint_id = e.vpc_endpoint_id
       WHERE e.gone_at IS NULL AND e.vpc_endpoint_type = 'Interface' AND lower(e.state) = 'available'
         AND e.service_name LIKE 'com.amazonaws.%' AND e.service_name NOT LIKE 'com.amazonaws.vpce.%'
     )
     SELECT region, service_name AS "serviceName", mode() WITHIN GROUP (ORDER BY account_id) AS "accountId",
       (count(*) FILTER (WHERE fresh))::int AS endpoints, (count(*) FILTER (WHERE NOT fresh))::int AS "outOfDate",
       (count(DISTINCT vpc_id) FILTER (WHERE fresh))::int AS vpcs,
       (count(DISTINCT account_id) FILTER (WHERE fresh))::int AS accounts,
       coalesce(sum(zones) FILTER (WHERE fresh), 0)::int AS zones,
       coalesce(max(zones) FILTER (WHERE fresh), 0)::int AS "mostZones",
       CASE WHEN bool_and(bytes_30d IS NOT NULL) FILTER (WHERE fresh) THEN sum(bytes_30d) FILTER (WHERE fresh)::float8 END AS bytes,
       coalesce(min(last_success_at) FILTER (WHERE fresh), max(last_success_at)) AS "asOf"
     FROM known GROUP BY 1, 2 HAVING count(DISTINCT vpc_id) >= $2 ORDER BY 1, 2`,
    [now, fewestVpcs],
  );
  return rows;
}

/** AWS services that several VPCs of a region have an endpoint to, of all accounts, with what sharing one would cost. */
export async function loadSharedServices(
  db: Queryable,
  accounts: ReadonlyMap<string, AccountFacts>,
  now: Date,
): Promise<FleetSharedService[]> {
  const rows = await readSharedServices(db, now);
  if (rows.length === 0) return [];
  const prices = await loadPriceTable(db);
  return rows.map((row) => {
    const { accountId, region, serviceName, endpoints, vpcs, accounts: count, bytes } = row;
    return {
      account: accounts.get(accountId) ?? accountFacts(accountId, null),
      region,
      serviceName,
      endpoints: counted(row, { endpoints, vpcs, accounts: count, bytes30d: bytes }, "endpoints"),
      whatIf: counted(row, sharedWhatIf(row, prices, now), "costs"),
    };
  });
}

/** Too few that are fresh make no answer, where there are enough in all: what was found before stands until they are. */
function counted<T>({ vpcs, outOfDate, asOf }: SharedRow, value: T, source: string): Piece<T> {
  if (asOf === null) return missing("endpoints", "the endpoints collector has not succeeded here yet");
  if (vpcs >= fewestVpcs) return { state: "fresh", value, asOf, source };
  const reason = `${outOfDate} endpoints are of accounts whose inventory is out of date`;
  return { state: "stale", value, asOf, source, reason };
}

/**
 * No price list that is read tells what transit costs, so that it is left open: what is compared is everything else, and a
 * shared endpoint counts as cheaper where it pays up to this price of bringing a GB there. Ours; a transit gateway asks a
 * fifth of it in most regions.
 */
const worthwhileUsdPerGb = 0.1;

/** What one endpoint for all of them costs, the transit to it left out. */
export function sharedWhatIf(
  { region, serviceName, endpoints, vpcs, zones, mostZones, bytes }: SharedRow,
  prices: PriceTable,
  now: Date,
): Extract<FleetSharedService["whatIf"], { state: "fresh" }>["value"] {
  const open = (reason: string) => ({
    ...{ state: "unknown" as const, reason, presentUsd: null, centralUsd: null, saving: null },
  });
  const hour = priceAt(prices, { product: "vpce-interface-hour", region, at: now });
  const data = priceAt(prices, { product: "vpce-interface-gb", region, at: now });
  const lacking = [hour, data].find(({ known }) => !known);
  if (!hour.known || !data.known)
    return open(
      `What one shared endpoint to ${serviceName} would cost is not known: ${lacking && "reason" in lacking ? lacking.reason : "a price is missing"}.`,
    );
  if (bytes === null)
    return open(
      `Whether one shared endpoint to ${serviceName} pays is not known: some of them were not measured.`,
    );
  const gb = bytes / 2 ** 30;
  const { nowUsd, thenUsd, savingUsd } = centralInstead([{ zones, gb }], mostZones, 0, {
    ...{ endpointHour: hour.usdPerUnit, endpointGb: data.usdPerUnit, transitHour: null, transitGb: 0 },
    ...{ natHour: null, natGb: null, interAzGb: null },
  });
  if (nowUsd === null || thenUsd === null || savingUsd === null)
    return open(`What one shared endpoint to ${serviceName} would cost could not be reckoned.`);
  const perGb = gb > 0 ? savingUsd / gb : Number.POSITIVE_INFINITY;
  const worthwhile = savingUsd > 0 && perGb >= worthwhileUsdPerGb;
  const transit =
    gb > 0
      ? `it pays where bringing a GB there costs less than $${perGb.toFixed(2)}`
      : "nothing was sent to be brought there";
  return {
    state: worthwhile ? "cheaper" : "dearer",
    reason: `${endpoints} endpoints to ${serviceName} in ${vpcs} VPCs of ${region} cost $${nowUsd.toFixed(2)} a month, one for all $${thenUsd.toFixed(2)} before transit of ${gb.toFixed(1)} GB; ${transit} (prices of ${hour.effectiveFrom}).`,
    ...{ presentUsd: nowUsd, centralUsd: thenUsd, saving: null },
  };
}
