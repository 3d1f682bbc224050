import type { Queryable } from "../runs/mutations.ts";
import type { MemberCount } from "./endpointDays.ts";
import type { EndpointVerdict } from "./endpoints.ts";

/** Stores an objective's verdicts on the endpoints of some accounts in place of those before. */
export async function storeEndpoints(
  client: Queryable,
  sloId: string,
  accountIds: readonly string[],
  judged: readonly (MemberCount & EndpointVerdict)[],
  asOf: Date,
  evaluatedAt: Date,
): Promise<void> {
  await client.query("DELETE FROM slo_endpoint WHERE slo_id = $1 AND account_id = ANY ($2)", [
    sloId,
    accountIds,
  ]);
  await client.query(
    `INSERT INTO slo_endpoint (account_id, slo_id, vpc_endpoint_id, region, state, reason, availability_class, bad,
       total, attainment, budget_left, as_of, evaluated_at)
     SELECT r."accountId", $1, r."vpcEndpointId", r.region, r.state, r.reason, r."availabilityClass",
       CASE WHEN r.total > 0 THEN r.bad END, nullif(r.total, 0), r.attainment, r."left", $3, $4
     FROM jsonb_to_recordset($2::jsonb) AS r("accountId" text, region text, "vpcEndpointId" text, state text,
       reason text, "availabilityClass" text, bad float8, total float8, attainment float8, "left" float8)`,
    [sloId, JSON.stringify(judged), asOf, evaluatedAt],
  );
}

/** Forgets verdicts on endpoints of accounts that have none any more. */
export async function forgetEndpoints(
  client: Queryable,
  sloIds: readonly string[],
  accountIds: readonly string[],
): Promise<void> {
  await client.query("DELETE FROM slo_endpoint WHERE slo_id <> ALL ($1) OR account_id <> ALL ($2)", [
    sloIds,
    accountIds,
  ]);
}
