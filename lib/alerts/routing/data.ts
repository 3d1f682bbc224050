import type { Queryable } from "../../runs/mutations.ts";
import type { Told } from "./compute.ts";

/** Who knows of which alert. */
export async function toldReceivers(db: Queryable): Promise<Told[]> {
  const { rows } = await db.query<Told>({
    name: "told-receivers",
    text: `SELECT account_id AS "accountId", alert_id AS "alertId", receiver, group_key AS "groupKey", severity FROM alert_told`,
  });
  return rows;
}
