import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { ScrollRegion } from "#components/ui/ScrollRegion.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import type { BreakdownRow } from "#lib/cost/compute.ts";
import { addDays } from "#lib/cost/days.ts";
import {
  type CostDimension,
  costDimensions,
  costDimensionTitles,
  usageGroupTitles,
} from "#lib/cost/schema.ts";
import { endpointsHref } from "#lib/executive/links.ts";
import type { Executive } from "#lib/executive/loaders.ts";
import { formatUsd } from "#lib/format/money.ts";
import { formatChange, formatCountOf, formatShare } from "#lib/format/numbers.ts";
import { formatDay, formatDays, formatMonth, formatWeekday } from "#lib/format/time.ts";
import { groupTokens, stateWords } from "./drawing.ts";
import classes from "./executive.module.css";
import { SpendChart } from "./SpendChart.tsx";

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
        source: "billed (Cost Explorer, unblended US$, UTC days)",
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
  const { spend } = data.cost;
  const groups = spend.groups.map(({ group }) => group);
  return (
    <div className={classes.split}>
      <div>
        <ul className={classes.legend}>
          {spend.groups.map(({ group, usd }) => (
            <li key={group} style={{ ["--swatch" as string]: `var(${groupTokens[group]})` }}>
              {usageGroupTitles[group]}
              <br />
              <b>{formatUsd(usd)}</b>{" "}
              <span className={classes.quiet}>{formatShare(usd, spend.totalUsd)}</span>
            </li>
          ))}
        </ul>
        <SpendChart bars={spend.bars} groups={groups} axis={spend.axis} />
        <Remarks data={data} />
        <DayTable data={data} />
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

function DayTable({ data }: { data: Executive }) {
  const { spend } = data.cost;
  return (
    <details className={classes.details}>
      <summary>The same as a table</summary>
      <ScrollRegion label="Spend by day, table" className={classes.scrollBox}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Day (UTC)</th>
              {spend.groups.map(({ group }) => (
                <th key={group} scope="col" className={classes.right}>
                  {usageGroupTitles[group]}
                </th>
              ))}
              <th scope="col" className={classes.right}>
                Total
              </th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {spend.bars.map((bar) => (
              <tr key={bar.day}>
                <th scope="row">{formatWeekday(bar.day)}</th>
                {spend.groups.map(({ group }) => (
                  <td key={group} className={classes.right}>
                    {bar.groups ? formatUsd(bar.groups[group], 2) : ""}
                  </td>
                ))}
                <td className={classes.right}>{bar.totalUsd === null ? "" : formatUsd(bar.totalUsd, 2)}</td>
                <td>{stateWords[bar.state]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </details>
  );
}

function Breakdown({ data }: { data: Executive }) {
  const { spend, rows, dimension } = data.cost;
  const { comparison } = spend;
  const compared = "usd" in comparison ? comparison : undefined;
  const dearest = Math.max(...rows.map(({ costUsd }) => costUsd), 0);
  return (
    <div className={classes.breakdown}>
      <nav className={`${classes.switch} no-print`} aria-label="Split spend by">
        {costDimensions.map((known) => (
          <Link
            key={known}
            href={`/?month=${data.month}&by=${known}#spend`}
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
            <th scope="col" className={classes.right}>
              {spend.shown && formatDays(spend.shown.first, spend.shown.last)}
            </th>
            <th scope="col" className={`${classes.right} ${classes.wideOnly}`}>
              Share
            </th>
            <th scope="col" className={classes.right}>
              {compared ? `vs ${formatDays(compared.beforeDays.first, compared.beforeDays.last)}` : "Change"}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.others ?? ""} ${row.key}`}>
              <th scope="row">
                <RowName row={row} dimension={dimension} />
              </th>
              <td className={classes.barCell}>
                <div className={classes.bar}>
                  <span
                    style={{ width: `${dearest > 0 ? Math.max(0, (row.costUsd / dearest) * 100) : 0}%` }}
                  />
                </div>
              </td>
              <td className={classes.right}>{formatUsd(row.costUsd)}</td>
              <td className={`${classes.right} ${classes.wideOnly}`}>
                {formatShare(row.costUsd, spend.totalUsd)}
              </td>
              <td className={classes.right}>
                <Change row={row} known={compared !== undefined} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Total</th>
            <td className={classes.barCell} />
            <td className={classes.right}>
              <a
                className="figure"
                href={`/api/v1/costs?groupBy=${dimension}&from=${data.month}-01&to=${addDays(spend.bars.at(-1)?.day ?? "", 1)}`}
              >
                {formatUsd(spend.totalUsd)}
              </a>
            </td>
            <td className={`${classes.right} ${classes.wideOnly}`}>100 %</td>
            <td className={classes.right}>
              {compared ? (formatChange(compared.beforeUsd, compared.usd) ?? "new") : "—"}
            </td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

function RowName({ row, dimension }: { row: BreakdownRow; dimension: CostDimension }) {
  if (row.others) return <span className={classes.quiet}>{row.others} others</span>;
  if (row.key === null) return <Unknown reason="The usage type names no region">no region</Unknown>;
  if (dimension === "account") {
    return (
      <Link href={endpointsHref({ accountId: row.key })} title={row.key}>
        {row.name ?? row.key}
      </Link>
    );
  }
  if (dimension === "region") return <Link href={endpointsHref({ region: row.key })}>{row.key}</Link>;
  return <span className={dimension === "usageType" ? "mono" : undefined}>{row.key}</span>;
}

function Change({ row, known }: { row: BreakdownRow; known: boolean }) {
  if (!known) return "—";
  const change = formatChange(row.beforeUsd, row.comparedUsd);
  if (change === undefined) return row.comparedUsd > 0 ? "new" : "—";
  const large = Math.abs(row.comparedUsd - row.beforeUsd) > Math.abs(row.beforeUsd) * 0.1;
  return large ? <b>{change}</b> : change;
}
