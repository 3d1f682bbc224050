import type { Queryable } from "../runs/mutations.ts";
import type { Decided } from "./decide.ts";
import type { IdleResourceType } from "./schema.ts";

/** What a decision is about. */
export interface DecisionSubject {
  accountId: string;
  region: string;
  resourceType: IdleResourceType;
  resourceId: string;
  subnetId: string;
}

interface Row extends DecisionSubject, Omit<Decided, "last"> {
  last: (Omit<NonNullable<Decided["last"]>, "keepUntil"> & { keepUntil: string | null }) | null;
}

/** Of each kind of resource, since when it is gone; null while it exists. */
export const goneSql = `CASE k.resource_type
  WHEN 'service' THEN (SELECT e.gone_at FROM vpc_endpoint_service e WHERE e.account_id = k.account_id
    AND e.region = k.region AND e.service_id = k.resource_id)
  WHEN 'load-balancer' THEN (SELECT e.gone_at FROM load_balancer e WHERE e.account_id = k.account_id
    AND e.region = k.region AND e.load_balancer_arn = k.resource_id)
  ELSE (SELECT coalesce(e.gone_at, CASE WHEN k.subnet_id <> '' AND k.subnet_id <> ALL (e.subnet_ids)
      THEN e.last_seen_at END) FROM vpc_endpoint e WHERE e.account_id = k.account_id
    AND e.region = k.region AND e.vpc_endpoint_id = k.resource_id) END`;

/** A resource, or one zone of an endpoint. */
export interface Asked {
  resourceId: string;
  /** '' for the whole of it. */
  subnetId: string;
}

/**
 * What is known of resources and zones that are judged or were decided about before, in the order asked; undefined for
 * any other.
 */
export async function findDecided(
  db: Queryable,
  asked: readonly Asked[],
): Promise<((DecisionSubject & Decided) | undefined)[]> {
  const { rows } = await db.query<Row | { accountId: null }>({
    name: "idle-decided",
    text: `SELECT f.* FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS a (resource_id, subnet_id, place)
           LEFT JOIN LATERAL (
             SELECT k.account_id AS "accountId", k.region, k.resource_type AS "resourceType",
               k.resource_id AS "resourceId", k.subnet_id AS "subnetId", v.state, v.saving_usd AS "savingUsd",
               v.price_usd AS "priceUsd", v.price_date AS "priceDate", ${goneSql} AS "goneAt",
               (SELECT json_build_object('decision', d.decision, 'keepUntil', d.keep_until, 'savingUsd', d.saving_usd,
                  'priceUsd', d.price_usd, 'priceDate', d.price_date)
                FROM idle_decision d WHERE d.account_id = k.account_id AND d.region = k.region
                  AND d.resource_type = k.resource_type AND d.resource_id = k.resource_id AND d.subnet_id = k.subnet_id
                ORDER BY d.id DESC LIMIT 1) AS last
             FROM (
               SELECT account_id, region, resource_type, resource_id, subnet_id FROM idle_verdict
               WHERE resource_id = a.resource_id AND subnet_id = a.subnet_id
               UNION
               SELECT account_id, region, resource_type, resource_id, subnet_id FROM idle_decision
               WHERE resource_id = a.resource_id AND subnet_id = a.subnet_id
             ) k LEFT JOIN idle_verdict v USING (account_id, region, resource_type, resource_id, subnet_id)
             ORDER BY v.state IS NULL LIMIT 1
           ) f ON true ORDER BY a.place`,
    values: [asked.map(({ resourceId }) => resourceId), asked.map(({ subnetId }) => subnetId)],
  });
  return rows.map((row) => {
    if (row.accountId === null) return undefined;
    const { last } = row;
    return { ...row, last: last && { ...last, keepUntil: last.keepUntil ? new Date(last.keepUntil) : null } };
  });
}

/** Says that something is not judged. */
export const notJudged = ({ resourceId, subnetId }: Asked) =>
  `${subnetId ? `Subnet ${subnetId} of ${resourceId}` : resourceId} is not judged.`;
