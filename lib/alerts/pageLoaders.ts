import { readList } from "../api/list/data.ts";
import { type LoadedList, loadList, type SearchParams } from "../api/list/loaders.ts";
import { type ListOption, listOptions } from "../api/list/options.ts";
import { database } from "../db/pool.ts";
import { currentTime } from "../env.ts";
import { NotFoundError } from "../errors.ts";
import { judged } from "../evaluations/judged.ts";
import { type AlertDetail, requireAlert } from "./detail.ts";
import { type AlertItem, alertList } from "./list.ts";
import { loadReceivers, type ReceiverItem } from "./receiverHealth.ts";
import { silenceList } from "./silences/data.ts";
import type { SilenceItem } from "./silences/schema.ts";

/** Alerts by state; `silenced` ones are counted there alone. */
export interface AlertTotals {
  page: number;
  ticket: number;
  acknowledged: number;
  silenced: number;
  resolved24h: number;
}

/** What the alerts page shows. */
export interface AlertsPage {
  list: LoadedList<AlertItem>;
  totals: AlertTotals;
  receivers: { asOf: string; items: ReceiverItem[] };
  silences: { asOf: string; items: SilenceItem[]; total: number; past: number };
  owners: ListOption[];
  environments: ListOption[];
  regions: ListOption[];
}

export async function loadAlerts(asked: SearchParams): Promise<AlertsPage> {
  const [list, totals, receivers, silences, options] = await Promise.all([
    loadList(alertList, asked, { sort: "-severity" }),
    alertTotals(),
    loadReceivers(),
    loadSilences(),
    judged(["alerts"], "alert options", () =>
      listOptions(alertList, { owner: null, environment: null, region: null }),
    ),
  ]);
  const { owner, environment, region } = options;
  return { list, totals, receivers, silences, owners: owner, environments: environment, regions: region };
}

async function loadSilences(): Promise<AlertsPage["silences"]> {
  const [open, past] = await Promise.all([
    readList(silenceList, { limit: 50, sort: "endsAt" }),
    readList(silenceList, { limit: 1, filter: { state: "over" } }),
  ]);
  return { asOf: currentTime().toISOString(), items: open.items, total: open.total, past: past.total };
}

async function alertTotals(): Promise<AlertTotals> {
  const { pool } = await database();
  const { rows } = await pool.query<AlertTotals>({
    name: "alert-totals",
    // Open and resolved apart: each has an index that holds all that is asked for.
    text: `SELECT count(*) FILTER (WHERE asking AND severity = 'page') AS page,
             count(*) FILTER (WHERE asking AND severity = 'ticket') AS ticket,
             count(*) FILTER (WHERE state = 'acknowledged' AND silence_id IS NULL) AS acknowledged,
             count(*) FILTER (WHERE silence_id IS NOT NULL) AS silenced,
             (SELECT count(*) FROM alert WHERE state = 'resolved'
                AND resolved_at > $1::timestamptz - interval '24 hours') AS "resolved24h"
           FROM (SELECT state, severity, silence_id, state = 'firing' AND silence_id IS NULL AS asking FROM alert
                 WHERE state <> 'resolved') a`,
    values: [currentTime()],
  });
  return rows[0] ?? { page: 0, ticket: 0, acknowledged: 0, silenced: 0, resolved24h: 0 };
}

/** What the page of one alert shows. */
export interface AlertPage {
  alert: AlertDetail;
  /** Other open alerts of the same trouble. */
  others: number;
  receivers: ReceiverItem[];
}

/** The alert of a path; undefined where there is none of that id. */
export async function loadAlertPage(id: string): Promise<AlertPage | undefined> {
  const alert = await requireAlert(id).catch((error: unknown) => {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  });
  if (!alert) return undefined;
  const { pool } = await database();
  const [{ rows }, receivers] = await Promise.all([
    pool.query<{ others: number }>(
      "SELECT count(*) AS others FROM alert WHERE group_key = $1 AND alert_id <> $2 AND state <> 'resolved'",
      [alert.groupKey, alert.alertId],
    ),
    loadReceivers(),
  ]);
  return { alert, others: rows[0]?.others ?? 0, receivers: receivers.items };
}
