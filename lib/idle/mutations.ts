import type pg from "pg";
import { inTransaction } from "../db/transaction.ts";
import { changeOf, isUsual } from "./history.ts";
import type { IdleResourceType, IdleState, IdleVerdict } from "./schema.ts";

/** What was stored of a verdict before. */
export interface StoredState {
  accountId: string;
  region: string;
  resourceType: IdleResourceType;
  resourceId: string;
  subnetId: string;
  state: IdleState;
  since: Date;
  knownState: IdleState | null;
  knownSince: Date | null;
}

/** What makes a verdict the one of its resource. */
export const verdictKey = (of: Omit<StoredState, "state" | "since" | "knownState" | "knownSince">) =>
  [of.accountId, of.region, of.resourceType, of.resourceId, of.subnetId].join(" ");

/**
 * Stores the verdicts of some accounts in place of all that these had, and puts changes of state on record, in one
 * transaction. Zones in use have no row: they are what is usual, and most. What is not judged any more (it is gone)
 * loses its verdict; its changes and decisions stay. Returns how many verdicts are new or differ.
 */
export async function storeVerdicts(
  pool: pg.Pool,
  accountIds: string[],
  verdicts: readonly IdleVerdict[],
  now: Date,
): Promise<number> {
  return inTransaction(pool, async (client) => {
    const before = await readStates(client, accountIds);
    const changes = verdicts.map((verdict) => ({
      verdict,
      ...changeOf(before.get(verdictKey(verdict)) ?? unstored(before, verdict), verdict, now),
    }));
    const stored = changes.filter(({ verdict }) => !isUsual(verdict));
    await writeVerdicts(client, stored, now);
    const judged = new Set(stored.map(({ verdict }) => verdictKey(verdict)));
    await deleteVerdicts(
      client,
      [...before.values()].filter((state) => !judged.has(verdictKey(state))),
    );
    await writeTransitions(client, changes, now);
    return changes.filter(({ changed, transition, verdict }) => changed && (transition || !isUsual(verdict)))
      .length;
  });
}

/** The state of a zone that has no row, of an endpoint that had been judged as in use: it was in use as well. */
function unstored(before: ReadonlyMap<string, StoredState>, verdict: IdleVerdict): StoredState | undefined {
  if (verdict.resourceType !== "endpoint-az") return undefined;
  const whole = before.get(verdictKey({ ...verdict, resourceType: "endpoint", subnetId: "" }));
  if (whole?.state !== "active" && whole?.state !== "low-use") return undefined;
  return { ...whole, state: verdict.state === "low-use" ? "low-use" : "active" };
}

type Change = { verdict: IdleVerdict } & ReturnType<typeof changeOf>;

async function readStates(client: pg.PoolClient, accountIds: string[]): Promise<Map<string, StoredState>> {
  const { rows } = await client.query<StoredState>({
    name: "idle-states",
    text: `SELECT account_id AS "accountId", region, resource_type AS "resourceType", resource_id AS "resourceId",
             subnet_id AS "subnetId", state, since, known_state AS "knownState", known_since AS "knownSince"
           FROM idle_verdict WHERE account_id = ANY ($1)`,
    values: [accountIds],
  });
  return new Map(rows.map((row) => [verdictKey(row), row]));
}

async function deleteVerdicts(client: pg.PoolClient, gone: readonly StoredState[]): Promise<void> {
  if (gone.length === 0) return;
  await client.query(
    `DELETE FROM idle_verdict v USING unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
       AS g(account_id, region, resource_type, resource_id, subnet_id)
     WHERE v.account_id = g.account_id AND v.region = g.region AND v.resource_type = g.resource_type
       AND v.resource_id = g.resource_id AND v.subnet_id = g.subnet_id`,
    [
      gone.map(({ accountId }) => accountId),
      gone.map(({ region }) => region),
      gone.map(({ resourceType }) => resourceType),
      gone.map(({ resourceId }) => resourceId),
      gone.map(({ subnetId }) => subnetId),
    ],
  );
}

const columns = `account_id text, region text, resource_type text, resource_id text, subnet_id text, az_id text, name text,
  kind text, service_name text, owner text, environment text, application text, state text, cause text, reason text,
  since timestamptz, known_state text, known_since timestamptz, idle_days integer, last_traffic_at timestamptz,
  window_bytes bigint, confidence text, saving_usd numeric, price_usd numeric, price_date date, price_source text,
  evidence jsonb, as_of timestamptz`;
const names = columns.split(",").map((column) => column.trim().split(" ")[0] as string);
const key = ["account_id", "region", "resource_type", "resource_id", "subnet_id"];

const perStatement = 2_000;

async function writeVerdicts(client: pg.PoolClient, changes: readonly Change[], now: Date): Promise<void> {
  const set = names.filter((name) => !key.includes(name)).map((name) => `${name} = excluded.${name}`);
  for (let from = 0; from < changes.length; from += perStatement) {
    await client.query({
      name: "write-idle-verdicts",
      text: `INSERT INTO idle_verdict (${names.join(", ")}, evaluated_at)
             SELECT v.*, $2 FROM json_to_recordset($1::json) AS v(${columns})
             ON CONFLICT (${key.join(", ")}) DO UPDATE SET ${set.join(", ")}, evaluated_at = excluded.evaluated_at`,
      values: [JSON.stringify(changes.slice(from, from + perStatement).map(toRow)), now],
    });
  }
}

function toRow({ verdict, since, knownState, knownSince }: Change) {
  const { saving, coverage, evidence } = verdict;
  return {
    account_id: verdict.accountId,
    region: verdict.region,
    resource_type: verdict.resourceType,
    resource_id: verdict.resourceId,
    subnet_id: verdict.subnetId,
    az_id: verdict.azId,
    name: verdict.name,
    kind: verdict.kind,
    service_name: verdict.serviceName,
    owner: verdict.owner,
    environment: verdict.environment,
    application: verdict.application,
    state: verdict.state,
    cause: verdict.cause,
    reason: verdict.reason,
    since,
    known_state: knownState,
    known_since: knownSince,
    idle_days: verdict.idleDays,
    last_traffic_at: verdict.lastTrafficAt,
    window_bytes: verdict.windowBytes,
    confidence: verdict.confidence,
    saving_usd: saving.savingUsd,
    price_usd: saving.priceUsd,
    price_date: saving.priceDate,
    price_source: saving.priceSource,
    evidence: { ...evidence, coverage },
    as_of: verdict.asOf,
  };
}

async function writeTransitions(client: pg.PoolClient, changes: readonly Change[], now: Date): Promise<void> {
  const rows = changes.flatMap(({ verdict, transition }) =>
    transition
      ? [
          {
            account_id: verdict.accountId,
            region: verdict.region,
            resource_type: verdict.resourceType,
            resource_id: verdict.resourceId,
            subnet_id: verdict.subnetId,
            from_state: transition.from,
            to_state: verdict.state,
            known_state_before: transition.knownBefore,
            change: transition.change,
            reason: verdict.reason,
            saving_usd: verdict.saving.savingUsd,
            as_of: verdict.asOf,
          },
        ]
      : [],
  );
  if (rows.length === 0) return;
  const shape = `account_id text, region text, resource_type text, resource_id text, subnet_id text, from_state text,
    to_state text, known_state_before text, change text, reason text, saving_usd numeric, as_of timestamptz`;
  const into = shape.split(",").map((column) => column.trim().split(" ")[0]);
  await client.query(
    `INSERT INTO idle_transition (${into.join(", ")}, observed_at)
     SELECT t.*, $2 FROM json_to_recordset($1::json) AS t(${shape})
     ORDER BY t.account_id, t.region, t.resource_type, t.resource_id, t.subnet_id`,
    [JSON.stringify(rows), now],
  );
}
