/** How much of a table a limited grant sees. A table with `account_id` that is not named here: the rows of the grant. */
interface TableRule {
  /** All rows, where nothing in them is of one account. `none`: no row, for what was summed over the whole fleet. */
  rows?: "all" | "none";
  /** SQL that a row has to meet besides, over alias `t`. */
  where?: string;
  /** Columns that show something else: SQL over alias `t`. What was judged over the whole fleet is told to nobody who sees a part. */
  columns?: Record<string, string>;
  /** Where a table has no owner of its own: what its rows are about, as columns over `t`. */
  about?: string;
  /** False: a row may be written that is not seen then. */
  check?: false;
}

const fleetOnly =
  "'Judged over the whole fleet, of which your grant covers a part: it is not shown. What is known of your endpoints, one by one, is.'";

// Hops of the provider, and checks that quote its side, on a path whose service is not in the grant: whose it is may be
// known, what was seen there not.
const providersHidden = `((t.hop IN ('service', 'load-balancer', 'targets')
    OR t.check_id IN ('private-dns-unverified', 'endpoint-sg-blocks-port')) AND t.service_name IS NOT NULL
  AND EXISTS (SELECT FROM public.vpc_endpoint_service p WHERE p.service_name = t.service_name)
  AND NOT EXISTS (SELECT FROM :schema.vpc_endpoint_service p WHERE p.service_name = t.service_name))`;
const consumersHidden = `(t.hop IN ('client', 'private-dns', 'endpoint') AND t.vpc_endpoint_id IS NOT NULL
  AND EXISTS (SELECT FROM public.vpc_endpoint p WHERE p.vpc_endpoint_id = t.vpc_endpoint_id)
  AND NOT EXISTS (SELECT FROM :schema.vpc_endpoint p WHERE p.vpc_endpoint_id = t.vpc_endpoint_id))`;
const otherSide = `(${providersHidden} OR ${consumersHidden})`;

/** What stands for what was seen on the other side of a path. */
export const otherSideWords =
  "The cause lies on the other side of the path, which your grant does not cover.";

const unlessOtherSide = (column: string, instead: string) =>
  `CASE WHEN ${otherSide} THEN ${instead} ELSE t.${column} END`;

const finding: TableRule = {
  // One finding over the endpoints of many accounts: it belongs to no account.
  where: "t.check_id <> 'central-endpoint-candidate'",
  columns: { sentence: unlessOtherSide("sentence", `'${otherSideWords}'`) },
};

/** Tables whose rows are not simply those of the grant. */
export const tableRules: Readonly<Record<string, TableRule>> = {
  price: { rows: "all" },
  evaluation: {
    rows: "all",
    columns: { judged: "NULL::int", changed: "NULL::int", error_message: "NULL::text", xmin: "t.xmin" },
  },
  probe_region_day: { rows: "none" },
  slo: {
    rows: "all",
    columns: {
      ...{ state: "'unknown'::text", reason: fleetOnly },
      ...Object.fromEntries(
        [...["bad", "total", "attainment", "allowed", "budget_left", "burn_rate", "value", "coverage"]].map(
          (column) => [column, "NULL::float8"],
        ),
      ),
      ...{ exhausted_at: "NULL::timestamptz", alert_level: "NULL::text" },
      ...{ windows: "'[]'::jsonb", alerts: "'[]'::jsonb", evidence: "'{}'::jsonb" },
      ...{ maintenance: "'[]'::jsonb", excluded_seconds: "0::float8" },
      // Whom an objective is about may name accounts and endpoints of others.
      definition: `t.definition || '{"select": {}, "maintenance": []}'::jsonb`,
    },
  },
  slo_bucket: { rows: "none" },
  slo_day: { rows: "none" },
  // An audit is a statement about the whole fleet under one hash; its addresses refuse a limited grant.
  audit_snapshot: { rows: "none" },
  audit_attestation: { rows: "none" },
  // Of silences those that hold for an alert of the grant; what else they match may be others'.
  alert_silence: {
    rows: "all",
    where: "EXISTS (SELECT FROM :schema.alert a WHERE a.silence_id = t.silence_id)",
    columns: { matchers: "'{}'::jsonb" },
  },
  // One message tells of the alerts of many accounts.
  alert_message: { rows: "none" },
  alert_receiver: { rows: "all", columns: { last_error: "NULL::text" } },
  // A view that is everybody's may name what only some may see: a limited grant has its own alone.
  saved_view: { rows: "all", where: "t.browser <> ''" },
  saved_view_start: { rows: "all" },
  what_if_answer: { where: "t.question <> 'central'", about: "t.subject" },
  finding: {
    ...finding,
    columns: {
      ...finding.columns,
      evidence: unlessOtherSide("evidence", "'[]'::jsonb"),
      confirm: unlessOtherSide("confirm", "'[]'::jsonb"),
      fix: unlessOtherSide("fix", "NULL::jsonb"),
    },
  },
  finding_spell: finding,
  endpoint_diagnosis: {
    columns: { sentence: unlessOtherSide("sentence", `'${otherSideWords}'`) },
  },
  alert: {
    where: "t.check_id IS DISTINCT FROM 'central-endpoint-candidate'",
    columns: {
      sentence: unlessOtherSide("sentence", `'${otherSideWords}'`),
      confirm: unlessOtherSide("confirm", "'[]'::jsonb"),
    },
  },
  alert_event: {
    about:
      "(SELECT o.resource_id FROM public.alert o WHERE o.account_id = t.account_id AND o.alert_id = t.alert_id)",
    where: `NOT EXISTS (SELECT FROM :schema.alert a WHERE a.account_id = t.account_id AND a.alert_id = t.alert_id
      AND a.sentence = '${otherSideWords}' AND t.sentence <> a.sentence)`,
  },
  trail_event: { about: "ANY (t.resource_ids)" },
};

/** Tables that no limited grant reaches under any name: who may do what, and who did. Their own code opens them. */
export const closedTables: readonly string[] = ["access_session", "access_token", "access_event"];

/** Columns that say what a row is about where it has no owner: the first that a table has. */
export const subjectColumns = [
  ...["vpc_endpoint_id", "service_id", "load_balancer_arn", "target_group_arn", "nat_gateway_id"],
  ...["network_interface_id", "resource_id", "load_balancer"],
];
