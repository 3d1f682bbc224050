import type { ListDefinition } from "../../api/list/definition.ts";
import type { Queryable } from "../../runs/mutations.ts";
import type { Silence } from "./compute.ts";
import { type SilenceItem, silenceItemSchema } from "./schema.ts";

/** Silences that are not over, also those that have not begun. */
export async function silencesInForce(db: Queryable, now: Date): Promise<Silence[]> {
  const { rows } = await db.query<Silence>({
    name: "silences-in-force",
    text: `SELECT silence_id AS "silenceId", starts_at AS "startsAt", ends_at AS "endsAt", reason, matchers AS match,
             created_by AS "createdBy"
           FROM alert_silence WHERE ended_at IS NULL AND ends_at > $1`,
    values: [now],
  });
  return rows;
}

const stateSql = `CASE WHEN s.ended_at IS NOT NULL OR s.ends_at <= :now THEN 'over'
  WHEN s.starts_at > :now THEN 'pending' ELSE 'active' END`;

/** The list of silences, those in force and to come by default. */
export const silenceList: ListDefinition<SilenceItem> = {
  name: "silences",
  item: silenceItemSchema,
  from: "alert_silence s",
  joins: {},
  columns: {
    silenceId: { kind: "text", sql: "s.silence_id" },
    state: { kind: "text", sql: stateSql, filter: false },
    origin: { kind: "text", sql: "s.origin" },
    startsAt: { kind: "time", sql: "s.starts_at" },
    endsAt: { kind: "time", sql: "s.ends_at" },
    reason: { kind: "text", sql: "s.reason", filter: false },
    match: { kind: "object", sql: "s.matchers" },
    createdBy: { kind: "text", sql: "s.created_by" },
    createdAt: { kind: "time", sql: "s.created_at" },
    endedAt: { kind: "time", sql: "s.ended_at" },
    endedBy: { kind: "text", sql: "s.ended_by" },
    alerts: {
      kind: "integer",
      sql: "(SELECT count(*) FROM alert a WHERE a.silence_id = s.silence_id AND a.state <> 'resolved')",
      filter: false,
      sort: false,
    },
  },
  key: ["silenceId"],
  identity: ["s.silence_id"],
  defaultSort: "-endsAt",
  search: [{ sql: "concat_ws(' ', s.reason, s.created_by, s.matchers::text) ILIKE :q" }],
  choices: {
    state: {
      values: {
        open: `${stateSql} <> 'over'`,
        active: `${stateSql} = 'active'`,
        pending: `${stateSql} = 'pending'`,
        over: `${stateSql} = 'over'`,
        any: undefined,
      },
      default: "open",
      description: "Silences that are active or pending (open, the default), in one of the states, or any.",
    },
  },
};
