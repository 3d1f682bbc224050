import { DayBarsChart } from "#components/charts/DayBarsChart.tsx";
import { groupTokens } from "#components/executive/drawing.ts";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { StatusPill } from "#components/ui/StatusMark.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import type { CostsPage, SpendDays } from "#lib/cost/explore/loaders.ts";
import { usageGroupTitles } from "#lib/cost/schema.ts";
import { formatUsd } from "#lib/format/money.ts";
import { formatChange, formatCountOf, formatShare } from "#lib/format/numbers.ts";
import { formatDay, formatDays } from "#lib/format/time.ts";
import classes from "./costs.module.css";
import { DaysTable } from "./DaysTable.tsx";
import { budgetWords } from "./words.ts";

/** What was spent by day, what is still to come, and how that stands against the budget. */
export function DaysPanel({ page }: { page: CostsPage }) {
  const { spend, billed, estimated, daysEstimated: estimateOnly } = page;
  const { sums, days } = spend;
  const basis = estimateOnly ? estimated : billed;
  return (
    <Panel
      id="days"
      title="By day"
      provenance={{
        asOf: basis.asOf,
        coverage: { part: basis.coverage.fresh, whole: basis.coverage.scopes, of: "scopes" },
        source: estimateOnly ? "estimated at list prices" : "billed; estimated where there is no bill yet",
        href: `/collectors?collector=${estimateOnly ? "metrics" : "costs"}`,
      }}
    >
      {sums.totalUsd === null ? (
        <EmptyState title="Nothing is known of these days">
          <p>
            {page.span
              ? `Bills have been collected from ${formatDay(page.span.first, { year: true })} to ${formatDay(page.span.last, { year: true })}. Days without a bill are not days without cost.`
              : "No bill has been collected yet. Cost Explorer charges $0.01 a request; the collectors page says what was asked."}
          </p>
        </EmptyState>
      ) : (
        <div className={classes.split}>
          <div className={classes.minWidth}>
            <ul className={classes.legend}>
              {sums.groups.map(({ group, usd }) => (
                <li key={group} style={{ ["--swatch" as string]: `var(${groupTokens[group]})` }}>
                  {usageGroupTitles[group]}
                  <br />
                  <b>{formatUsd(usd)}</b>{" "}
                  <span className="quiet">{formatShare(usd, sums.totalUsd ?? 0)}</span>
                </li>
              ))}
            </ul>
            <DayBarsChart
              chart={spend.chart}
              tokens={groupTokens}
              titles={usageGroupTitles}
              label={`Spend by day, ${formatDays(days[0]?.day ?? "", days.at(-1)?.day ?? "")}; the table behind it has every value`}
            />
            <p className={classes.note}>
              {!estimateOnly && "The dark line on a bar is our own estimate of that day. "}
              {spend.outlook?.forecast.usd != null && "Thin lines: where four days in five fall. "}
              {sums.missingDays > 0 &&
                `${formatCountOf(sums.missingDays, "day")} of which nothing is known, left empty and in no sum.`}
            </p>
            <DaysTable days={days} groups={sums.groups.map(({ group }) => group)} />
          </div>
          <Figures spend={spend} />
        </div>
      )}
    </Panel>
  );
}

/** The span in figures: what is known, what is to come, the budget, what stood out. */
export function Figures({ spend: { sums, outlook, days } }: { spend: SpendDays }) {
  const odd = days.filter(({ anomaly }) => anomaly !== null);
  return (
    <dl className={classes.figures}>
      <div>
        <dt>{outlook ? "Month to date" : "All together"}</dt>
        <dd>
          <strong>{formatUsd(sums.totalUsd ?? 0)}</strong>
          <small>
            {formatUsd(sums.billedUsd)} billed
            {sums.estimatedUsd > 0 && `, ${formatUsd(sums.estimatedUsd)} estimated`}
          </small>
        </dd>
      </div>
      {outlook && (
        <>
          <div>
            <dt>Forecast of the month</dt>
            <dd>
              {outlook.forecast.usd === null ? (
                <Unknown reason={outlook.forecast.reason ?? "not known"} />
              ) : (
                <>
                  <strong>{formatUsd(outlook.forecast.usd)}</strong>
                  <small>
                    {formatUsd(outlook.forecast.lowUsd ?? 0)} to {formatUsd(outlook.forecast.highUsd ?? 0)},
                    four months in five; usage only, from {formatCountOf(outlook.forecast.basedOnDays, "day")}
                  </small>
                </>
              )}
            </dd>
          </div>
          <div>
            <dt>Budget</dt>
            <dd>
              {outlook.budget.usd === null ? (
                <Unknown reason={outlook.budget.reason}>none is set</Unknown>
              ) : (
                <strong>{formatUsd(outlook.budget.usd)}</strong>
              )}
              <small>
                {outlook.budget.usd !== null && (
                  <StatusPill status={budgetWords[outlook.budget.state].status}>
                    {budgetWords[outlook.budget.state].text}
                  </StatusPill>
                )}{" "}
                {outlook.budget.usd === null
                  ? "costs.budgetUsd in linkledger.yaml sets one"
                  : outlook.budget.reason}
                {outlook.budget.runsOutOn &&
                  `; used up on ${formatDay(outlook.budget.runsOutOn)} at this pace`}
              </small>
            </dd>
          </div>
        </>
      )}
      <div>
        <dt>Days that stand out</dt>
        <dd>
          {odd.length === 0 ? (
            <small>
              {outlook && outlook.anomaliesJudged === 0
                ? "none could be judged: it takes four of the same weekday before"
                : "none, against the same weekdays before"}
            </small>
          ) : (
            <ul className={classes.plain}>
              {odd.map(({ day, anomaly, groups }) => {
                const usd = Object.values(groups).reduce((sum, one) => sum + one, 0);
                return (
                  <li key={day}>
                    <span className={classes.warn} aria-hidden>
                      {anomaly?.state === "high" ? "▲" : "▼"}
                    </span>{" "}
                    {formatDay(day)} {formatUsd(usd)}{" "}
                    <span className="quiet">
                      {formatChange(anomaly?.expectedUsd ?? 0, usd)} against{" "}
                      {formatUsd(anomaly?.expectedUsd ?? 0)}
                    </span>
                  </li>
                );
              })}
            </ul>
          )}
        </dd>
      </div>
    </dl>
  );
}
