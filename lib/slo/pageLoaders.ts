import { database } from "../db/pool.ts";
import { currentTime } from "../env.ts";
import { NotFoundError } from "../errors.ts";
import { type PolicyPreview, previewPolicy } from "./alertPreview.ts";
import { spanOf } from "./budget.ts";
import { type BurnDown, burnDown } from "./burnDown.ts";
import { sloBuckets } from "./data.ts";
import { objectiveOf, type SloDefinition, windowOf } from "./definition.ts";
import { indicators } from "./indicators.ts";
import { requireSlo } from "./loaders.ts";
import { toOpenSlo } from "./openslo.ts";
import { alertPolicies, type Exclusion } from "./schema.ts";
import type { SloDetail } from "./sloDetail.ts";

/** Everything on the page of one objective. */
export interface SloPage {
  slo: SloDetail;
  definition: SloDefinition;
  openSlo: string;
  now: Date;
  /** Null where nothing is promised, or nothing was counted. */
  burnDown: BurnDown | null;
  /** What either policy would have done on the history that is kept; empty where nothing is promised. */
  previews: PolicyPreview[];
  /** Since when there is history to preview on, ms since 1970. */
  previewFrom: number | null;
}

/** The objective of a path; undefined where none of that name is defined. */
export async function loadSloPage(id: string): Promise<SloPage | undefined> {
  const slo = await requireSlo(id).catch((error: unknown) => {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  });
  if (!slo) return undefined;
  const definition = slo.definition as unknown as SloDefinition;
  const objective = objectiveOf(definition);
  const page: SloPage = {
    ...{ slo, definition, openSlo: toOpenSlo(definition), now: currentTime() },
    ...{ burnDown: null, previews: [], previewFrom: null },
  };
  if (!objective || slo.asOf === null) return page;
  const watermark = Date.parse(slo.asOf);
  const { from, to } = spanOf(windowOf(definition.window), watermark);
  const { pool } = await database();
  const samples = await sloBuckets(pool, slo.sloId, new Date(0));
  const [first] = samples;
  if (!first) return page;
  const exclusions: Exclusion[] = definition.maintenance.map((one) => ({
    ...{ from: Date.parse(one.from), to: Date.parse(one.to), reason: one.reason },
  }));
  const stepMs = indicators[definition.indicator].stepSeconds * 1000;
  const shared = { samples, exclusions, noData: objective.noData, watermark, stepMs };
  const previewFrom = Math.max(first.time, from);
  return {
    ...page,
    burnDown:
      slo.allowed !== null && slo.allowed > 0
        ? burnDown({ ...shared, from, to, allowed: slo.allowed })
        : null,
    previews: alertPolicies.map((policy) =>
      previewPolicy(policy, {
        ...shared,
        from: previewFrom,
        target: objective.target,
        minimumTotal: objective.minimumTotal,
      }),
    ),
    previewFrom,
  };
}
