import { readFreshness } from "../../api/list/data.ts";
import type { SearchParams } from "../../api/list/loaders.ts";
import type { Coverage } from "../../api/list/page.ts";
import { type DayBars, dayBars } from "../../charts/dayBars.ts";
import { currentTime } from "../../env.ts";
import { InvalidInputError } from "../../errors.ts";
import { judged } from "../../evaluations/judged.ts";
import { billedSpan } from "../data.ts";
import { addDays, countDays, dayOf, daysOfMonth } from "../days.ts";
import { costOutlook } from "../outlook/compute.ts";
import { dailyCosts } from "../outlook/data.ts";
import { configuredBudget } from "../outlook/loaders.ts";
import type { CostOutlook, DailyCost } from "../outlook/schema.ts";
import { type Days, type UsageGroup, usageGroups } from "../schema.ts";
import { loadWhatIf } from "../whatIf/loaders.ts";
import { type WhatIfQuestion, type WhatIfs, whatIfQuestions } from "../whatIf/schema.ts";
import { pivotCsv } from "./csv.ts";
import { accountNames, chargeDays, exploreCells, zoneCosts } from "./data.ts";
import { type SpendDay, spendDays, sumDays } from "./days.ts";
import { type Pivot, preparePivot } from "./pivot.ts";
import { isEstimate, monthsOf, readExplore } from "./query.ts";
import type { ExploreQuery } from "./schema.ts";
import { prepareZones, type ZoneRegion } from "./zones.ts";

/** What a chart of spend by day needs. */
export interface SpendDays {
  days: SpendDay[];
  chart: DayBars<UsageGroup>;
  sums: ReturnType<typeof sumDays>;
  /** Days up to the present, or to the end of the span, that forecast and anomalies go by. */
  evidence: readonly DailyCost[];
  /** Of the present month over the whole fleet; null where something else is shown. */
  outlook: CostOutlook | null;
}

/** Everything on the page of costs. */
export interface CostsPage {
  now: Date;
  query: ExploreQuery;
  month: string | null;
  problems: string[];
  /** Only estimates know what is asked for. */
  estimateOnly: boolean;
  /** The same of the days alone, which know no rows and columns. */
  daysEstimated: boolean;
  spend: SpendDays;
  pivot: Pivot;
  zones: ZoneRegion[] | null;
  whatIf: { question: WhatIfQuestion; answers: WhatIfs };
  /** Names of accounts that the filters name. */
  names: ReadonlyMap<string, string>;
  /** Days of which there is any bill. */
  span: Days | undefined;
  billed: { asOf: string | null; coverage: Coverage };
  estimated: { asOf: string | null; coverage: Coverage };
}

/** Days back that anomalies and the forecast go by. */
const daysBack = 90;
/** Answers of the what-if that a page shows. */
const answersShown = 10;

/** The pivot of an address, with names; what the page shows and its CSV writes. */
export async function loadPivot(query: ExploreQuery): Promise<{ pivot: Pivot; names: Map<string, string> }> {
  const found = await exploreCells(query);
  const ids = [
    ...(query.rows === "account" ? found.cells.map(({ row }) => row ?? "") : []),
    ...(query.columns === "account" ? found.cells.map(({ column }) => column ?? "") : []),
    ...query.filters.flatMap(({ dimension, value }) => (dimension === "account" ? [value] : [])),
  ];
  const names = await accountNames([...new Set(ids)]);
  const pivot = preparePivot(found, names, {
    twoDimensions: query.columns !== null,
    inOrder: query.columns === "day" || query.columns === "az",
  });
  return { pivot, names };
}

/** What a span of days cost by day, with the forecast and the budget where it is the present month of all. */
export async function loadSpendDays(query: ExploreQuery, now: Date): Promise<SpendDays> {
  const today = dayOf(now);
  const until = present(query.days, today) ? today : query.days.last;
  const whole = query.filters.length === 0 && !isEstimate(query);
  const [rows, evidence] = await Promise.all([
    chargeDays(query),
    whole ? dailyCosts(addDays(query.days.first, -daysBack), until) : undefined,
  ]);
  const budget = configuredBudget();
  // Anomalies of a month that is over are judged as of its last day.
  const outlook = evidence && costOutlook(evidence.days, until, budget, evidence.asOf);
  const days = spendDays(
    query.days,
    rows,
    today,
    evidence && outlook && { evidence: evidence.days, anomalies: outlook.anomalies },
  );
  const month = query.days.first.slice(0, 7);
  const perDay =
    whole && budget !== undefined && query.days.last <= daysOfMonth(month).last
      ? budget / countDays(daysOfMonth(month))
      : null;
  return {
    days,
    chart: dayBars(days, usageGroups, perDay),
    sums: sumDays(days),
    evidence: evidence?.days ?? [],
    outlook: present(query.days, today) ? (outlook ?? null) : null,
  };
}

const present = ({ first, last }: Days, today: string) => first <= today && last >= today;

/** Everything on the page of costs, for its address. */
export async function loadCostsPage(asked: SearchParams): Promise<CostsPage> {
  const now = currentTime();
  const { query, month, problems } = readExplore(asked, now);
  const months = monthsOf(query.days);
  // How a table is split does not change what a day cost: only what it is narrowed to does.
  const byDay: ExploreQuery = { ...query, rows: "account", columns: null };
  const question = whatIfQuestions.find((one) => one === [asked.what].flat()[0]) ?? "gateway";
  const [{ pivot, names }, spend, zones, span, billed, estimated, answers] = await Promise.all([
    judged(["costs", "bill"], `pivot ${JSON.stringify(query)}`, () => loadPivot(query)),
    judged(["costs", "bill"], `spend by day ${JSON.stringify(byDay)} ${dayOf(now)}`, () =>
      loadSpendDays(byDay, now),
    ),
    months &&
      judged(["costs"], `zones ${JSON.stringify([months, query.filters])}`, () =>
        zoneCosts(months, query.filters),
      ),
    judged(["costs", "bill"], "billed span", billedSpan),
    readFreshness("costs", now),
    readFreshness("metrics", now, undefined, "costs"),
    loadWhatIf({ question, limit: answersShown }, now),
  ]);
  return {
    ...{ now, query, month, problems, spend, pivot, names, span, billed, estimated },
    whatIf: { question, answers },
    estimateOnly: isEstimate(query),
    daysEstimated: isEstimate(byDay),
    zones: zones && prepareZones(zones),
  };
}

/** The table of an address as CSV. Throws InvalidInputError for an address that cannot be understood. */
export async function loadCostsCsv(asked: SearchParams): Promise<string> {
  const { query, problems } = readExplore(asked, currentTime());
  if (problems[0]) {
    const [field = "query", message = ""] = problems[0].split(": ");
    throw new InvalidInputError(field, message);
  }
  return pivotCsv(query, (await loadPivot(query)).pivot);
}
