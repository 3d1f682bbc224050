import { lastDecisionJoin } from "../../idle/lastDecisionSql.ts";
import type { Queryable } from "../../runs/mutations.ts";
import type { Piece } from "../evidenceSchema.ts";
import type { IdleFacts } from "../fleet/factsSchema.ts";
import { type Keys, keyOf } from "./rows.ts";
import { minuteOf, missing } from "./scopes.ts";

/** An idle verdict as it is stored, with the owner's last decision. */
interface IdleRow {
  accountId: string;
  region: string;
  resourceType: string;
  resourceId: string;
  subnetId: string;
  azId: string | null;
  state: IdleFacts["state"];
  reason: string;
  since: Date;
  savingUsd: number | null;
  priceUsd: number | null;
  priceDate: string | null;
  asOf: Date | null;
  evaluatedAt: Date;
  decision: string | null;
  decisionReason: string | null;
  keepUntil: Date | null;
}

/** Idleness is judged every hour. */
const maxAgeMs = 3 * 3_600_000;

const columns = `v.account_id AS "accountId", v.region, v.resource_type AS "resourceType", v.resource_id AS "resourceId",
  v.subnet_id AS "subnetId", v.az_id AS "azId", v.state, v.reason, v.since, v.saving_usd AS "savingUsd",
  v.price_usd AS "priceUsd", v.price_date AS "priceDate", v.as_of AS "asOf", v.evaluated_at AS "evaluatedAt",
  d.decision, d.reason AS "decisionReason", d.keep_until AS "keepUntil"`;
const byResource = (rows: readonly IdleRow[]) =>
  Map.groupBy(rows, (row) => `${row.resourceType} ${keyOf(row.accountId, row.region, row.resourceId)}`);

export type IdleVerdicts = ReturnType<typeof byResource>;

/** Verdicts on some endpoints and their zones. */
export async function readEndpointIdleness(db: Queryable, endpoints: Keys): Promise<IdleVerdicts> {
  const { rows } = await db.query<IdleRow>(
    `SELECT ${columns} FROM unnest($1::text[], $2::text[], $3::text[]) AS k(account_id, region, id)
     JOIN idle_verdict v ON v.account_id = k.account_id AND v.region = k.region AND v.resource_id = k.id
       AND v.resource_type IN ('endpoint', 'endpoint-az')
     ${lastDecisionJoin}`,
    endpoints.columns(),
  );
  return byResource(rows);
}

/** Verdicts on the services and load balancers of some accounts. */
export async function readProviderIdleness(
  db: Queryable,
  accountIds: readonly string[],
): Promise<IdleVerdicts> {
  const { rows } = await db.query<IdleRow>(
    `SELECT ${columns} FROM idle_verdict v ${lastDecisionJoin}
     WHERE v.account_id = ANY ($1) AND v.resource_type IN ('service', 'load-balancer')`,
    [accountIds],
  );
  return byResource(rows);
}

interface Subject {
  type: "endpoint" | "service" | "load-balancer";
  accountId: string;
  region: string;
  id: string;
}

const rowsOf = (verdicts: IdleVerdicts, type: string, { accountId, region, id }: Omit<Subject, "type">) =>
  verdicts.get(`${type} ${keyOf(accountId, region, id)}`) ?? [];

/** The verdict on one thing as a whole. */
export function idlePiece(verdicts: IdleVerdicts, subject: Subject, now: Date): Piece<IdleFacts> {
  const [row] = rowsOf(verdicts, subject.type, subject);
  return row
    ? pieceOf(row, factsOf(row, subject.id), now)
    : missing("idle", "idleness has not been judged yet");
}

type ZoneFacts = IdleFacts & { azId: string; subnetId: string | null };

/**
 * The verdicts on an endpoint's zones: they are judged while it is in use. Of those in use there are no rows; what
 * holds for them is that the endpoint is.
 */
export function idleZonesPiece(
  verdicts: IdleVerdicts,
  subject: Omit<Subject, "type"> & { azIds: readonly string[] },
  now: Date,
): Piece<ZoneFacts[]> {
  const [whole] = rowsOf(verdicts, "endpoint", subject);
  if (!whole) return missing("idle", "idleness has not been judged yet");
  const zones = rowsOf(verdicts, "endpoint-az", subject).flatMap((row): ZoneFacts[] =>
    row.azId
      ? [{ ...factsOf(row, `${subject.id} in ${row.azId}`), azId: row.azId, subnetId: row.subnetId || null }]
      : [],
  );
  const unused = new Set(zones.map(({ azId }) => azId));
  const used = whole.state === "active" || whole.state === "low-use";
  const others = used ? subject.azIds.filter((azId) => !unused.has(azId)) : [];
  for (const azId of others)
    zones.push({ ...factsOf(whole, `${subject.id} in ${azId}`), azId, subnetId: null });
  return pieceOf(whole, zones, now);
}

function pieceOf<T>(row: IdleRow, value: T, now: Date): Piece<T> {
  const asOf = row.asOf ?? row.evaluatedAt;
  if (now.getTime() - row.evaluatedAt.getTime() <= maxAgeMs)
    return { state: "fresh", value, asOf, source: "idle" };
  const reason = `idleness was last judged at ${minuteOf(row.evaluatedAt)}`;
  return { state: "stale", value, asOf, source: "idle", reason };
}

function factsOf(row: IdleRow, what: string): IdleFacts {
  const { state, since, savingUsd, priceUsd, priceDate, decision, decisionReason, keepUntil } = row;
  const reason = `${row.reason.charAt(0).toLowerCase()}${row.reason.slice(1).replace(/\.$/, "")}`;
  return {
    state,
    reason: `${what}: ${reason}.`,
    since: state === "idle" ? since : null,
    saving:
      savingUsd !== null && priceUsd !== null && priceDate !== null
        ? { usd: savingUsd, price: `${priceUsd} USD an hour`, priceDate }
        : null,
    kept: decision === "keep" ? { until: keepUntil, reason: decisionReason ?? "" } : null,
  };
}
