import { database } from "../db/pool.ts";
import { providerSeenSql, withoutProvider } from "../diagnosis/otherSide.ts";
import { unpackWalk } from "../diagnosis/packing.ts";
import type { Command, Fix } from "../diagnosis/schema.ts";
import type { Walk } from "../diagnosis/walkSchema.ts";

export interface PathKey {
  accountId: string;
  vpcEndpointId: string;
  findingKey: string | null;
}

/** The walk and the finding of a path that stands for an incident. */
export interface PathDetail {
  walk: Walk;
  title: string | null;
  sentence: string | null;
  confirm: Command[];
  fix: Fix | null;
}

/** Walks and findings of some paths, by endpoint id. */
export async function pathDetails(keys: readonly PathKey[]): Promise<Map<string, PathDetail>> {
  if (keys.length === 0) return new Map();
  const { pool } = await database();
  const { rows } = await pool.query<
    Omit<PathDetail, "walk"> & {
      vpcEndpointId: string;
      walk: Buffer;
      providerSeen: boolean;
    }
  >({
    name: "on-call-details",
    text: `SELECT d.vpc_endpoint_id AS "vpcEndpointId", d.walk, ${providerSeenSql}, f.title, f.sentence, coalesce(f.confirm, '[]') AS confirm, f.fix
     FROM unnest($1::text[], $2::text[], $3::text[]) AS k(account_id, id, finding_key)
     JOIN endpoint_diagnosis d ON d.account_id = k.account_id AND d.vpc_endpoint_id = k.id
     LEFT JOIN finding f ON f.account_id = k.account_id AND f.finding_key = k.finding_key`,
    values: [
      keys.map(({ accountId }) => accountId),
      keys.map(({ vpcEndpointId }) => vpcEndpointId),
      keys.map(({ findingKey }) => findingKey),
    ],
  });
  return new Map(
    rows.map(({ vpcEndpointId, walk: packed, providerSeen, ...rest }) => {
      const walk = unpackWalk(packed);
      return [vpcEndpointId, { ...rest, walk: providerSeen ? walk : withoutProvider(walk) }];
    }),
  );
}
