import { DayBarsChart } from "#components/charts/DayBarsChart.tsx";
import { DaysTable } from "#components/costs/DaysTable.tsx";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { StatusPill } from "#components/ui/StatusMark.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import type { BreakdownRow } from "#lib/cost/compute.ts";
import {
  type CostDimension,
  costDimensions,
  costDimensionTitles,
  isEstimatedDimension,
  usageGroupTitles,
} from "#lib/cost/schema.ts";
import type { Executive } from "#lib/executive/loaders.ts";
import { formatUsd } from "#lib/format/money.ts";
import { formatChange, formatCountOf, formatShare } from "#lib/format/numbers.ts";
import { formatDay, formatDays, formatMonth } from "#lib/format/time.ts";
import { groupTokens } from "./drawing.ts";
import classes from "./executive.module.css";

/** What was billed by day and by one dimension, with the month before. */
export function SpendPanel({ data }: { data: Executive }) {
  const { spend, basis } = data.cost;
  return (
    <Panel
      id="spend"
      title={`Spend by day, ${formatMonth(data.month)}`}
      provenance={{
        asOf: basis.asOf,
        coverage: { part: basis.fresh, whole: basis.scopes, of: "scopes" },
        source: "billed (Cost Explorer, unblended US$, UTC days), estimated where there is no bill yet",
        href: "/collectors?collector=costs",
      }}
    >
      {spend.shown ? <Billed data={data} /> : <NotBilled data={data} />}
    </Panel>
  );
}

function NotBilled({ data }: { data: Executive }) {
  const { span, scopes } = data.cost;
  if (span) {
    return (
      <EmptyState title={`No bill for ${formatMonth(data.month)}`}>
        <p>
          Bills have been collected from {formatDay(span.first, { year: true })} to{" "}
          {formatDay(span.last, { year: true })}. A month without a bill is not a month without cost.
        </p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No bill has been collected yet">
      <p>
        {scopes.length === 0
          ? "The cost collector has not run. It asks Cost Explorer, which charges $0.01 a request."
          : "The cost collector has brought nothing so far; the collectors page says why."}
      </p>
    </EmptyState>
  );
}

function Billed({ data }: { data: Executive }) {
  const { spendDays } = data;
  const { sums } = spendDays;
  const groups = sums.groups.map(({ group }) => group);
  return (
    <div className={classes.split}>
      <div>
        <ul className={classes.legend}>
          {sums.groups.map(({ group, usd }) => (
            <li key={group} style={{ ["--swatch" as string]: `var(${groupTokens[group]})` }}>
              {usageGroupTitles[group]}
              <br />
              <Link href={`/costs?month=${data.month}&by=usageType`}>
                <b>{formatUsd(usd)}</b>
              </Link>{" "}
              <span className="quiet">{formatShare(usd, sums.totalUsd ?? 0)}</span>
            </li>
          ))}
        </ul>
        <DayBarsChart
          chart={spendDays.chart}
          tokens={groupTokens}
          titles={usageGroupTitles}
          label={`Spend by day, ${formatMonth(data.month)}; the table behind it has every value`}
        />
        <Against data={data} />
        <Remarks data={data} />
        <DaysTable days={spendDays.days} groups={groups} />
      </div>
      <Breakdown data={data} />
    </div>
  );
}

function Remarks({ data }: { data: Executive }) {
  const { spend, scopes } = data.cost;
  const behind = scopes.filter(({ fresh }) => !fresh);
  const remarks = [
    spend.missingDays > 0 &&
      `${formatCountOf(spend.missingDays, "day")} between billed days ${spend.missingDays === 1 ? "has" : "have"} no bill: the sum is too low.`,
    spend.estimatedDays > 0 &&
      `AWS marks ${formatCountOf(spend.estimatedDays, "complete day")} as estimated: the bill may still change.`,
    behind.length > 0 &&
      `Not up to date: ${behind
        .slice(0, 3)
        .map(({ accountName, accountId }) => accountName ?? accountId)
        .join(
          ", ",
        )}${behind.length > 3 ? ` and ${behind.length - 3} more accounts` : ""}; their later days are missing here.`,
    "reason" in spend.comparison && `Not compared with the month before: ${spend.comparison.reason}.`,
  ].filter(Boolean);
  return remarks.length > 0 ? <p className={classes.note}>{remarks.join(" ")}</p> : null;
}

/** The bill against our own estimate of the same days. */
function Against({ data }: { data: Executive }) {
  const billed = data.spendDays.days.filter(({ state }) => state === "billed" || state === "open");
  const known = billed.filter(({ estimatedUsd }) => estimatedUsd !== null);
  const [first, last] = [known[0], known.at(-1)];
  if (!first || !last) return null;
  const usd = known.reduce((sum, { groups }) => sum + Object.values(groups).reduce((a, b) => a + b, 0), 0);
  const estimate = known.reduce((sum, { estimatedUsd }) => sum + (estimatedUsd ?? 0), 0);
  const off = Math.abs(usd - estimate);
  return (
    <p className={classes.against}>
      Billed, {formatDays(first.day, last.day)}{" "}
      <b>
        <Link className="figure" href={`/costs?month=${data.month}&by=day`}>
          {formatUsd(usd)}
        </Link>
      </b>{" "}
      · our estimate of the same days{" "}
      <b>
        <Link className="figure" href={`/costs?month=${data.month}&by=endpoint`}>
          {formatUsd(estimate)}
        </Link>
      </b>{" "}
      ·{" "}
      <Link className="figure" href={`/costs?month=${data.month}&by=account#reconciliation`}>
        unexplained {formatUsd(usd - estimate)}
      </Link>{" "}
      <StatusPill status={off > usd * 0.05 ? "warn" : "ok"}>{formatShare(off, usd)}</StatusPill>
    </p>
  );
}

function Breakdown({ data }: { data: Executive }) {
  const { spend, rows, dimension } = data.cost;
  const { comparison } = spend;
  const estimated = isEstimatedDimension(dimension);
  const compared = "usd" in comparison && !estimated ? comparison : undefined;
  const total = estimated ? rows.reduce((sum, { costUsd }) => sum + costUsd, 0) : spend.totalUsd;
  const dearest = Math.max(...rows.map(({ costUsd }) => costUsd), 0);
  return (
    <div className={classes.breakdown}>
      <nav className={`${classes.switch} no-print`} aria-label="Split spend by">
        {costDimensions.map((known) => (
          <Link
            key={known}
            href={`/?month=${data.month}&by=${known}&budget=${data.reliability.by}#spend`}
            scroll={false}
            aria-current={known === dimension ? "true" : undefined}
          >
            {costDimensionTitles[known]}
          </Link>
        ))}
      </nav>
      <table className={classes.table}>
        <caption className="visually-hidden">Spend by {costDimensionTitles[dimension].toLowerCase()}</caption>
        <thead>
          <tr>
            <th scope="col">{costDimensionTitles[dimension]}</th>
            <td className={classes.barCell} />
            <th scope="col" data-align="right">
              {estimated ? "Estimated" : spend.shown && formatDays(spend.shown.first, spend.shown.last)}
            </th>
            <th scope="col" data-align="right" className={classes.wideOnly}>
              Share
            </th>
            <th scope="col" data-align="right">
              {compared ? `vs ${formatDays(compared.beforeDays.first, compared.beforeDays.last)}` : "Change"}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.others ?? ""} ${row.key}`}>
              <th scope="row">
                <RowName row={row} dimension={dimension} month={data.month} />
              </th>
              <td className={classes.barCell}>
                <div className={classes.bar}>
                  <span
                    style={{ width: `${dearest > 0 ? Math.max(0, (row.costUsd / dearest) * 100) : 0}%` }}
                  />
                </div>
              </td>
              <td data-align="right">
                <Link className="figure" href={rowHref({ row, dimension, month: data.month })}>
                  {formatUsd(row.costUsd)}
                </Link>
              </td>
              <td data-align="right" className={classes.wideOnly}>
                {formatShare(row.costUsd, total)}
              </td>
              <td data-align="right">
                <Change row={row} known={compared !== undefined} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Total</th>
            <td className={classes.barCell} />
            <td data-align="right">
              <a className="figure" href={`/costs?month=${data.month}&by=${dimension}`}>
                {formatUsd(total)}
              </a>
            </td>
            <td data-align="right" className={classes.wideOnly}>
              100 %
            </td>
            <td data-align="right">
              {compared ? (formatChange(compared.beforeUsd, compared.usd) ?? "new") : "—"}
            </td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

interface RowProps {
  row: BreakdownRow;
  dimension: CostDimension;
  month: string;
}

/** What a row's amount is made of; of others, and of what has no name, the whole list. */
function rowHref({ row, dimension, month }: RowProps): string {
  if (row.others || row.key === null) return `/costs?month=${month}&by=${dimension}`;
  return `/costs?${new URLSearchParams({ month, by: finerThan[dimension], [dimension]: row.key })}`;
}

const finerThan: Record<CostDimension, string> = {
  account: "serviceName",
  region: "account",
  owner: "account",
  az: "account",
  service: "usageType",
  usageType: "usageType",
};

function RowName(props: RowProps) {
  const { row, dimension } = props;
  if (row.others)
    return (
      <Link className="quiet" href={rowHref(props)}>
        {row.others} others
      </Link>
    );
  if (row.key === null)
    return (
      <Unknown
        reason={noneReasons[dimension]}
      >{`no ${costDimensionTitles[dimension].toLowerCase()}`}</Unknown>
    );
  return (
    <Link
      href={rowHref(props)}
      title={row.key}
      className={dimension === "usageType" || dimension === "az" ? "mono" : undefined}
    >
      {row.name ?? row.key}
    </Link>
  );
}

const noneReasons: Record<CostDimension, string> = {
  account: "Nothing tells the account",
  service: "The bill names no service",
  owner: "These endpoints carry no owner tag",
  az: "Data that is measured for the whole endpoint only",
  usageType: "The bill names no usage type",
  region: "The usage type names no region",
};

function Change({ row, known }: { row: BreakdownRow; known: boolean }) {
  if (!known) return "—";
  const change = formatChange(row.beforeUsd, row.comparedUsd);
  if (change === undefined) return row.comparedUsd > 0 ? "new" : "—";
  const large = Math.abs(row.comparedUsd - row.beforeUsd) > Math.abs(row.beforeUsd) * 0.1;
  return large ? <b>{change}</b> : change;
}
