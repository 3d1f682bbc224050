import { configSchema } from "../config/schema.ts";
import type { Database } from "../db/pool.ts";
import { seriesIdOf } from "../probes/compute.ts";
import { type ResultRow, type SeriesRow, storeProbes } from "../probes/mutations.ts";
import { evaluator } from "./evaluate.ts";

export const testAccount = "111111111111";
export const testRegion = "us-east-1";

/** A series of probes of one endpoint, and the results that it is to have. */
export interface TestSeries {
  vpcEndpointId: string;
  kind: SeriesRow["kind"];
  results: (Partial<ResultRow> & { ts: Date })[];
  locationRegion?: string;
}

/** Stores results of probes as collectors do, their buckets included. */
export async function probe(db: Database, series: readonly TestSeries[]): Promise<void> {
  const rows = series.map(({ vpcEndpointId, kind, locationRegion = testRegion }) => ({
    ...{ accountId: testAccount, region: testRegion, vpcEndpointId, kind, locationRegion },
    seriesId: seriesIdOf([vpcEndpointId, kind, locationRegion]),
    ...{ source: "push:test", location: "test", target: vpcEndpointId, intervalSeconds: 60, labels: {} },
    ...{ locationAccountId: null, locationVpcId: null, locationSubnetId: null, locationAzId: null },
  }));
  const results = series.flatMap(({ results: own }, i) =>
    own.map((one) => ({
      ...{ accountId: testAccount, seriesId: rows[i]?.seriesId ?? "", success: true },
      ...{
        resolveSeconds: null,
        connectSeconds: null,
        tlsSeconds: null,
        firstByteSeconds: null,
        totalSeconds: null,
      },
      ...{
        dnsAddresses: [],
        dnsAnswerCount: null,
        dnsTtlSeconds: null,
        answerInside: null,
        httpStatus: null,
      },
      ...{ certificateExpiresAt: null, errorClass: null },
      ...one,
    })),
  );
  await storeProbes(db.pool, rows, results);
}

/** Evaluates objectives as `linkledger.yaml` would have them. */
export function judgeAll(db: Database, now: Date, slos: unknown[] = []) {
  return evaluator.evaluate({ db, config: configSchema.parse({ slos }), now });
}
