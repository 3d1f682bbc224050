import { z } from "zod";
import type { Column } from "../api/list/definition.ts";
import { isoTime } from "./schema.ts";
import { lastSeenSql, staleSql } from "./scopeSql.ts";

const text = z.string().nullable();

/** Fields that every collected entity has at its end. */
export const entityFields = {
  tags: z.record(z.string(), z.string()),
  owner: text,
  environment: text,
  application: text,
  firstSeen: isoTime,
  lastSeen: isoTime,
  goneAt: isoTime.nullable(),
  stale: z.boolean(),
};

/** Their columns, over a table `e` joined to its account `a` and its scope `s`. */
export const entityColumns: { [Field in keyof typeof entityFields]: Column } = {
  tags: { kind: "object", sql: "e.tags" },
  owner: { kind: "text", sql: "e.owner" },
  environment: { kind: "text", sql: "e.environment" },
  application: { kind: "text", sql: "e.application" },
  firstSeen: { kind: "time", sql: "e.first_seen_at" },
  lastSeen: { kind: "time", sql: lastSeenSql("e", "s"), join: "scope" },
  goneAt: { kind: "time", sql: "e.gone_at" },
  stale: { kind: "boolean", sql: staleSql("e", "s"), join: "scope" },
};

export const entityJoins = {
  account: "LEFT JOIN account a ON a.account_id = e.account_id",
  scope:
    "LEFT JOIN collector_scope s ON s.account_id = e.account_id AND s.region = e.region AND s.collector = e.collector",
};

const tagValueSql = "EXISTS (SELECT FROM jsonb_each_text(e.tags) tag WHERE tag.value ILIKE :q)";
// In JSON's own text these are written differently than they are, or stand between two values too.
const unlikeInJson = (q: string) =>
  [...q].some((character) => character < " " || `"\\`.includes(character)) || /^[[\], ]*$/.test(q);

/**
 * Looks into the values of tags. Unpacking them is dear: rows whose tags as text lack the words are passed over, and
 * without a query of its own for each row Postgres shares the search among its processes.
 */
export const tagSearch = [
  {
    sql: "(e.tags::text ILIKE :q AND jsonb_path_query_array(e.tags, '$.*')::text ILIKE :q)",
    when: (q: string) => !unlikeInJson(q),
  },
  { sql: tagValueSql, when: unlikeInJson },
];

/** `gone`: rows that a complete run no longer found are left out unless asked for. */
export const goneChoice = {
  gone: {
    values: { false: "e.gone_at IS NULL", true: "e.gone_at IS NOT NULL", any: undefined },
    default: "false",
    description: "Only what exists (false, the default), only what is gone (true), or both (any).",
  },
};
