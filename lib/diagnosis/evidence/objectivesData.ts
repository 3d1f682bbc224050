import type { Queryable } from "../../runs/mutations.ts";
import type { IndicatorName } from "../../slo/indicators.ts";
import { defaultObjectives, type Objectives } from "../evidenceSchema.ts";

interface ObjectiveRow {
  key: string;
  indicator: IndicatorName;
  /** Percent. */
  objective: number | null;
  threshold: number | null;
  unit: string | null;
}

const judged = ["connect", "latency", "cross-region", "errors"] satisfies IndicatorName[];

/** The objectives of those endpoints that an SLO covers, by account and endpoint. */
export async function readObjectives(
  db: Queryable,
  endpoints: readonly { accountId: string; vpcEndpointId: string }[],
): Promise<Map<string, Objectives>> {
  const { rows } = await db.query<ObjectiveRow>(
    `SELECT k.account_id || ' ' || k.id AS key, s.indicator, s.objective, s.threshold, s.unit
     FROM unnest($1::text[], $2::text[]) AS k(account_id, id)
     JOIN slo s ON s.indicator = ANY ($3)
     JOIN slo_endpoint e ON e.account_id = k.account_id AND e.slo_id = s.slo_id AND e.vpc_endpoint_id = k.id`,
    [
      endpoints.map(({ accountId }) => accountId),
      endpoints.map(({ vpcEndpointId }) => vpcEndpointId),
      judged,
    ],
  );
  const found = Map.groupBy(rows, ({ key }) => key);
  return new Map([...found].map(([key, own]) => [key, objectivesOf(own)]));
}

/** Of several SLOs of one kind the strictest counts. */
export function objectivesOf(rows: readonly Omit<ObjectiveRow, "key">[]): Objectives {
  const values = (indicator: IndicatorName, read: (row: Omit<ObjectiveRow, "key">) => number | null) =>
    rows.filter((row) => row.indicator === indicator).flatMap((row) => read(row) ?? []);
  const share = ({ objective }: Omit<ObjectiveRow, "key">) =>
    objective === null ? null : exact(objective / 100);
  const seconds = ({ threshold, unit }: Omit<ObjectiveRow, "key">) =>
    threshold === null ? null : unit === "ms" ? threshold / 1000 : threshold;
  const strictest = (pick: (...values: number[]) => number, given: number[], otherwise: number) =>
    given.length > 0 ? pick(...given) : otherwise;
  const { connectSuccess, latencyP95Seconds, crossRegionDeltaSeconds, errorRate } = defaultObjectives;
  return {
    connectSuccess: strictest(Math.max, values("connect", share), connectSuccess),
    latencyP95Seconds: strictest(Math.min, values("latency", seconds), latencyP95Seconds),
    crossRegionDeltaSeconds: strictest(Math.min, values("cross-region", seconds), crossRegionDeltaSeconds),
    errorRate: exact(1 - strictest(Math.max, values("errors", share), 1 - errorRate)),
  };
}

/** A share of percent without what binary fractions add. */
const exact = (share: number) => Number(share.toPrecision(12));
