import type { Queryable } from "../../runs/mutations.ts";
import { defaultObjectives, type PathEvidence } from "../evidenceSchema.ts";
import type { AccountFacts } from "../factsSchema.ts";
import type { ServiceRow } from "./endpointData.ts";
import { type ProviderPlace, providerSideOf, readProviders, serviceSideOf } from "./provider.ts";
import { keyOf } from "./rows.ts";
import { missing, type Scopes } from "./scopes.ts";

/** A service that nobody is connected to, as the end of a path that nobody walks. */
export interface UnconnectedService {
  service: ServiceRow;
  evidence: PathEvidence;
}

/**
 * The services among these that no connection is known of: their gates and load balancers lie on no endpoint's path,
 * and stand open all the same.
 */
export async function loadUnconnected(
  db: Queryable,
  services: readonly ServiceRow[],
  around: { scopes: Scopes; accounts: ReadonlyMap<string, AccountFacts>; now: Date },
): Promise<UnconnectedService[]> {
  const alone = await withoutConnections(db, services);
  const places = alone.map((service): ProviderPlace => {
    const { accountId, region, serviceId } = service;
    return { accountId, region, serviceId, service };
  });
  const rows = await readProviders(db, places, around.now);
  return places.flatMap((place) => {
    const { service } = place;
    if (!service) return [];
    const side = serviceSideOf(place, rows, around);
    const none = missing("connections", "nobody is connected to the service");
    return [
      {
        service,
        evidence: {
          ...{ vpcEndpointId: "", region: service.region, serviceName: service.serviceName },
          consumer: { ours: false, owner: "unknown", accountId: null, reason: none.reason },
          provider: providerSideOf(side, place, null, null, around.scopes),
          ...{ probes: none, changes: none, objectives: defaultObjectives },
        } satisfies PathEvidence,
      },
    ];
  });
}

async function withoutConnections(db: Queryable, services: readonly ServiceRow[]): Promise<ServiceRow[]> {
  const { rows } = await db.query<{ accountId: string; region: string; serviceId: string }>(
    `SELECT DISTINCT k.account_id AS "accountId", k.region, k.id AS "serviceId"
     FROM unnest($1::text[], $2::text[], $3::text[]) AS k(account_id, region, id)
     JOIN vpc_endpoint_connection c ON c.account_id = k.account_id AND c.region = k.region AND c.service_id = k.id
     WHERE c.gone_at IS NULL AND lower(coalesce(c.vpc_endpoint_state, '')) NOT IN ('deleting', 'deleted')`,
    [
      services.map(({ accountId }) => accountId),
      services.map(({ region }) => region),
      services.map(({ serviceId }) => serviceId),
    ],
  );
  const connected = new Set(rows.map((row) => keyOf(row.accountId, row.region, row.serviceId)));
  return services.filter((one) => !connected.has(keyOf(one.accountId, one.region, one.serviceId)));
}
