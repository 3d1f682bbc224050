import { cache } from "react";
import type { Queryable } from "../runs/mutations.ts";
import type { OpenFinding } from "./findings.ts";
import type { FleetSubject } from "./fleet/factsSchema.ts";
import { providerSeenSql, withoutProvider } from "./otherSide.ts";
import { unpackWalk } from "./packing.ts";
import type { Walk } from "./walkSchema.ts";

type Endpoints = readonly { accountId: string; vpcEndpointId: string }[];
const columnsOf = (endpoints: Endpoints) => [
  endpoints.map(({ accountId }) => accountId),
  endpoints.map(({ vpcEndpointId }) => vpcEndpointId),
];

/** What is stored of some walks, to hold a new one against; by account and endpoint. */
export async function readStoredWalks(
  db: Queryable,
  endpoints: Endpoints,
): Promise<Map<string, { walkDigest: string; walkedAt: Date }>> {
  const { rows } = await db.query<{ key: string; walkDigest: string; walkedAt: Date }>(
    `SELECT d.account_id || ' ' || d.vpc_endpoint_id AS key, d.walk_digest AS "walkDigest", d.walked_at AS "walkedAt"
     FROM unnest($1::text[], $2::text[]) AS k(account_id, id)
     JOIN endpoint_diagnosis d ON d.account_id = k.account_id AND d.vpc_endpoint_id = k.id`,
    columnsOf(endpoints),
  );
  return new Map(rows.map(({ key, ...row }) => [key, row]));
}

const openColumns = `f.account_id AS "accountId", f.finding_key AS "findingKey", f.check_id AS "checkId",
  f.resource_id AS "resourceId", f.az_id AS "azId", f.since, f.stale, f.content_digest AS "contentDigest"`;

/** Open findings about the paths of some endpoints, by account and endpoint. */
export async function readOpenFindings(
  db: Queryable,
  endpoints: Endpoints,
): Promise<Map<string, OpenFinding[]>> {
  const { rows } = await db.query<OpenFinding>(
    `SELECT ${openColumns} FROM unnest($1::text[], $2::text[]) AS k(account_id, id)
     JOIN finding f ON f.account_id = k.account_id AND f.vpc_endpoint_id = k.id
     WHERE f.ended_at IS NULL ORDER BY f.account_id, f.finding_key`,
    columnsOf(endpoints),
  );
  return Map.groupBy(rows, ({ accountId, resourceId }) => `${accountId} ${resourceId}`);
}

/** Open findings of some accounts that are about no endpoint, each with its subject. */
export async function readFleetFindings(
  db: Queryable,
  accountIds: readonly string[],
): Promise<(OpenFinding & { region: string; resourceType: FleetSubject["resourceType"] })[]> {
  const { rows } = await db.query<
    OpenFinding & { region: string; resourceType: FleetSubject["resourceType"] }
  >(
    `SELECT ${openColumns}, f.region, f.resource_type AS "resourceType" FROM finding f
     WHERE f.account_id = ANY ($1) AND f.ended_at IS NULL AND f.resource_type <> 'vpc-endpoint'
     ORDER BY f.account_id, f.finding_key`,
    [accountIds],
  );
  return rows;
}

/** What is stored of one path, beside who it belongs to; without a walk where none is stored. */
export interface StoredDiagnosis {
  vpcEndpointId: string;
  accountId: string;
  region: string;
  serviceName: string | null;
  goneAt: Date | null;
  consumerOurs: boolean | null;
  providerOurs: boolean | null;
  otherSide: string | null;
  since: Date | null;
  walk: Walk | null;
  walkedAt: Date | null;
  asOf: Date | null;
  evaluatedAt: Date | null;
  /** Whether an evaluation has ever succeeded. */
  evaluated: boolean;
}

/**
 * One endpoint's path, also where it is gone or not walked; undefined for an id that no run has seen. Read and unpacked
 * once for a page, whichever of its parts ask.
 */
export const readDiagnosis = cache(readStoredDiagnosis);

async function readStoredDiagnosis(
  db: Queryable,
  vpcEndpointId: string,
): Promise<StoredDiagnosis | undefined> {
  type Row = Omit<StoredDiagnosis, "walk"> & { walk: Buffer | null; providerSeen: boolean };
  const { rows } = await db.query<Row>({
    name: "endpoint-walk",
    text: `WITH seen AS (
       SELECT account_id, region, vpc_endpoint_id, service_name, gone_at, 1 AS rank FROM vpc_endpoint
       WHERE vpc_endpoint_id = $1
       UNION ALL
       SELECT c.account_id, coalesce(c.vpc_endpoint_region, c.region), c.vpc_endpoint_id, v.service_name, c.gone_at, 2
       FROM vpc_endpoint_connection c LEFT JOIN vpc_endpoint_service v
         ON v.account_id = c.account_id AND v.region = c.region AND v.service_id = c.service_id
       WHERE c.vpc_endpoint_id = $1
     )
     SELECT s.vpc_endpoint_id AS "vpcEndpointId", s.account_id AS "accountId", s.region,
       s.service_name AS "serviceName", s.gone_at AS "goneAt", d.consumer_ours AS "consumerOurs",
       d.provider_ours AS "providerOurs", d.other_side AS "otherSide", d.since, d.walk, d.walked_at AS "walkedAt",
       d.as_of AS "asOf", d.evaluated_at AS "evaluatedAt", ${providerSeenSql},
       EXISTS (SELECT FROM evaluation WHERE name = 'diagnosis' AND last_success_at IS NOT NULL) AS evaluated
     FROM seen s
     LEFT JOIN endpoint_diagnosis d ON d.account_id = s.account_id AND d.vpc_endpoint_id = s.vpc_endpoint_id
     ORDER BY s.gone_at DESC NULLS FIRST, s.rank LIMIT 1`,
    values: [vpcEndpointId],
  });
  const [row] = rows;
  if (!row) return undefined;
  const { walk: packed, providerSeen, ...rest } = row;
  const walk = packed && unpackWalk(packed);
  return { ...rest, walk: walk && !providerSeen ? withoutProvider(walk) : walk };
}
