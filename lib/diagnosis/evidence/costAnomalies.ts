import { addDays } from "../../cost/days.ts";
import { anomaliesOf } from "../../cost/outlook/anomaly.ts";
import type { DailyCost } from "../../cost/outlook/schema.ts";
import type { Queryable } from "../../runs/mutations.ts";
import type { Piece } from "../evidenceSchema.ts";
import type { FleetCostDay } from "../fleet/factsSchema.ts";
import { keyOf } from "./rows.ts";
import { missing } from "./scopes.ts";

type Anomaly = FleetCostDay["anomaly"];

/** Eight weeks of weekdays before the first day that is judged. */
const daysBack = 56;
const dayMs = 86_400_000;

/** Bills of some accounts by day, each day judged against its own weekday; asked by account, region and day. */
export async function readAnomalies(
  db: Queryable,
  accountIds: readonly string[],
  from: string,
): Promise<(accountId: string, region: string, day: string) => Anomaly> {
  const { rows } = await db.query<{
    accountId: string;
    region: string;
    day: string;
    usd: number;
    readAt: Date | null;
  }>(
    `SELECT account_id AS "accountId", region, day, sum(unblended_cost_usd) AS usd,
       (SELECT min(last_success_at) FROM collector_scope WHERE collector = 'costs' AND retired_at IS NULL) AS "readAt"
     FROM billed_cost
     WHERE account_id = ANY ($1) AND day >= $2::date AND usage_type <> 'NoUsageType' GROUP BY 1, 2, 3`,
    [accountIds, addDays(from, -daysBack)],
  );
  const readAt = rows[0]?.readAt ?? null;
  const places = Map.groupBy(rows, ({ accountId, region }) => keyOf(accountId, region, ""));
  const judged = new Map([...places].map(([key, own]) => [key, judgePlace(own, readAt, from)]));
  return (accountId, region, day) =>
    judged.get(keyOf(accountId, region, ""))?.get(day) ??
    missing("costs", `nothing is billed here for ${day}`);
}

/** The days of one place from a day on. A day counts once the bill had a whole day to fill it. */
function judgePlace(
  rows: readonly { day: string; usd: number }[],
  readAt: Date | null,
  from: string,
): Map<string, Anomaly> {
  const days = rows.map(({ day, usd }): DailyCost => {
    const filled = Date.parse(`${day}T00:00:00Z`) + 2 * dayMs;
    return { day, usd, source: "billed", complete: readAt !== null && readAt.getTime() >= filled };
  });
  return new Map(
    days
      .filter(({ day }) => day >= from)
      .map(({ day, usd, complete }) => [day, anomalyOf(days, day, usd, complete, readAt)]),
  );
}

function anomalyOf(
  days: readonly DailyCost[],
  day: string,
  usd: number | null,
  complete: boolean,
  readAt: Date | null,
): Piece<Extract<Anomaly, { state: "fresh" }>["value"]> {
  if (readAt === null) return missing("costs", "the bill has never been read completely");
  const known = { asOf: readAt, source: "costs" } as const;
  const unknown = (reason: string) =>
    ({ ...known, state: "fresh", value: { state: "unknown", reason, usd, low: null, high: null } }) as const;
  if (!complete) return unknown(`The bill of ${day} is not complete yet.`);
  const { anomalies, judged } = anomaliesOf(
    days.filter((one) => one.day <= day),
    day,
  );
  if (judged === 0) return unknown(`Too few days like ${day} are billed to know what is usual.`);
  const [found] = anomalies;
  const value = found
    ? {
        state: found.state === "high" ? ("above" as const) : ("below" as const),
        reason: `On ${day} $${found.usd.toFixed(2)} was billed; the same weekdays before cost $${found.expectedUsd.toFixed(2)}.`,
        ...{ usd, low: found.lowUsd, high: found.highUsd },
      }
    : {
        state: "within" as const,
        reason: `The cost of ${day} is as on other days like it.`,
        usd,
        low: null,
        high: null,
      };
  return { ...known, state: "fresh", value };
}
