import type { Queryable } from "../runs/mutations.ts";
import { type Attribution, attribute, type ChangeToAttribute } from "./attribution.ts";
import { causesOf } from "./causes.ts";
import type { TrailCoverage, TrailEvent } from "./schema.ts";

type Place = { accountId: string; region: string };
type Change = Omit<ChangeToAttribute, "otherPlace">;

const slackMs = 10 * 60_000;

/** Who made each of `changes`, in their order; asked of the database together. */
export async function attributeChanges(db: Queryable, changes: readonly Change[]): Promise<Attribution[]> {
  if (changes.length === 0) return [];
  const others = await otherPlaces(db, changes);
  const whole = changes.map((change) => ({
    ...change,
    otherPlace: others.get(endpointOf(change) ?? "") ?? null,
  }));
  const places = whole.flatMap(({ accountId, region, otherPlace }) =>
    otherPlace ? [{ accountId, region }, otherPlace] : [{ accountId, region }],
  );
  const [events, coverage] = await Promise.all([eventsFor(db, whole), coverageOf(db, places)]);
  const byId = new Map<string, TrailEvent[]>();
  for (const event of events)
    for (const id of event.resourceIds) {
      const list = byId.get(id);
      if (list) list.push(event);
      else byId.set(id, [event]);
    }
  return whole.map((change) => {
    const about = new Set(idsOf(change).flatMap((id) => byId.get(id) ?? []));
    return attribute(change, [...about], coverage);
  });
}

function idsOf(change: Change): string[] {
  const causes = causesOf(change);
  return Array.isArray(causes) ? [...new Set(causes.flatMap(({ ids }) => ids))] : [];
}

/** The endpoint whose other side may have caused the change. */
function endpointOf({ resourceType, resourceId }: Change): string | undefined {
  if (resourceType === "vpc-endpoint") return resourceId;
  return resourceType === "vpc-endpoint-connection" ? resourceId.split("/")[1] : undefined;
}

/** For changes of an endpoint, where its service lives; for changes of a connection, where its endpoint lives. */
async function otherPlaces(db: Queryable, changes: readonly Change[]): Promise<Map<string, Place>> {
  const isState = ({ field }: Change) => field === "state";
  const ofType = (type: string) => changes.filter((change) => change.resourceType === type);
  const endpoints = ofType("vpc-endpoint").filter(isState).map(endpointOf);
  const connections = ofType("vpc-endpoint-connection").map(endpointOf);
  if (endpoints.length + connections.length === 0) return new Map();
  const { rows } = await db.query<Place & { id: string }>(
    `SELECT e.vpc_endpoint_id AS id, s.account_id AS "accountId", s.region
     FROM vpc_endpoint e JOIN vpc_endpoint_service s ON s.service_name = e.service_name
     WHERE e.vpc_endpoint_id = ANY($1)
     UNION ALL SELECT vpc_endpoint_id, account_id, region FROM vpc_endpoint WHERE vpc_endpoint_id = ANY($2)`,
    [endpoints, connections],
  );
  return new Map(rows.map(({ id, accountId, region }) => [id, { accountId, region }]));
}

async function eventsFor(db: Queryable, changes: readonly Change[]): Promise<TrailEvent[]> {
  const ids = [...new Set(changes.flatMap(idsOf))];
  const times = changes.flatMap(({ observedAt, previousLookAt }) =>
    previousLookAt ? [previousLookAt.getTime(), observedAt.getTime()] : [],
  );
  if (ids.length === 0 || times.length === 0) return [];
  const from = times.reduce((a, b) => Math.min(a, b)) - slackMs;
  const to = times.reduce((a, b) => Math.max(a, b)) + slackMs;
  const { rows } = await db.query<TrailEvent>(
    `SELECT account_id AS "accountId", event_id AS "eventId", region, event_time AS "eventTime",
       event_name AS "eventName", event_source AS "eventSource", actor, actor_arn AS "actorArn",
       source_ip AS "sourceIp", user_agent AS "userAgent", error_code AS "errorCode",
       error_message AS "errorMessage", resource_ids AS "resourceIds", request
     FROM trail_event
     WHERE resource_ids && $1 AND event_time BETWEEN $2 AND $3 AND error_code IS NULL`,
    [ids, new Date(from), new Date(to)],
  );
  return rows;
}

async function coverageOf(db: Queryable, places: readonly Place[]): Promise<TrailCoverage[]> {
  const distinct = new Map(
    places.map(({ accountId, region }) => [`${accountId} ${region}`, { accountId, region }]),
  );
  const { rows } = await db.query<TrailCoverage>(
    `SELECT c.account_id AS "accountId", c.region, c.event_group AS "eventGroup", c.covered_from AS "coveredFrom",
       c.covered_to AS "coveredTo"
     FROM json_to_recordset($1::json) AS p("accountId" text, region text)
     JOIN trail_coverage c ON c.account_id = p."accountId" AND c.region = p.region`,
    [JSON.stringify([...distinct.values()])],
  );
  return rows;
}
