import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { Term } from "#components/ui/Term.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import type { CostsPage } from "#lib/cost/explore/loaders.ts";
import { exploreHref } from "#lib/cost/explore/query.ts";
import { dimensionTitles, type ExploreDimension, type ExploreRow } from "#lib/cost/explore/schema.ts";
import { endpointsHref } from "#lib/executive/links.ts";
import { formatUsd } from "#lib/format/money.ts";
import { formatCount, formatCountOf, formatShare } from "#lib/format/numbers.ts";
import { formatDay, formatWeekday } from "#lib/format/time.ts";
import { causeTitles } from "./causes.ts";
import classes from "./costs.module.css";
import { endpointsFilter, nextDimension, noneWords } from "./words.ts";

/** Rows by estimated, billed and unexplained; or by the columns of a second dimension. */
export function PivotTable({ page }: { page: CostsPage }) {
  const { query, pivot, estimateOnly } = page;
  const withBill = !estimateOnly;
  return (
    <table className={classes.table}>
      <caption className="visually-hidden">Costs by {dimensionTitles[query.rows].toLowerCase()}</caption>
      <thead>
        <tr>
          <th scope="col">{dimensionTitles[query.rows]}</th>
          {query.columns === null && <td className={classes.barCell} />}
          {query.columns &&
            pivot.columns.map((key) => (
              <th key={key ?? ""} scope="col" data-align="right">
                <Value dimension={query.columns as ExploreDimension} value={key} names={page.names} />
              </th>
            ))}
          {query.columns && pivot.otherColumns > 0 && (
            <th scope="col" data-align="right">
              {pivot.otherColumns} others
            </th>
          )}
          {query.columns ? (
            <th scope="col" data-align="right">
              Total
            </th>
          ) : (
            <>
              {withBill && (
                <th scope="col" data-align="right">
                  <Term name="billed">Billed</Term>
                </th>
              )}
              <th scope="col" data-align="right">
                <Term name="estimated">Estimated</Term>
              </th>
              <th scope="col" data-align="right">
                Share
              </th>
              {withBill && (
                <>
                  <th scope="col" data-align="right">
                    <Term name="unexplained">Unexplained</Term>
                  </th>
                  <th scope="col">Mostly because</th>
                </>
              )}
            </>
          )}
        </tr>
      </thead>
      <tbody>
        {pivot.rows.map((row) => (
          <tr key={`${row.others ?? ""} ${row.key}`}>
            <th scope="row">
              <RowHead row={row} page={page} />
            </th>
            <Figures row={row} page={page} />
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Total</th>
          <Figures row={pivot.total} page={page} isTotal />
        </tr>
      </tfoot>
    </table>
  );
}

function RowHead({ row, page: { query, names } }: { row: ExploreRow; page: CostsPage }) {
  const { rows: dimension, filters } = query;
  if (row.others !== null) return <span className="quiet">{formatCount(row.others)} others</span>;
  const behind = row.key === null ? undefined : endpointsFilter(dimension, row.key);
  const label = <Value dimension={dimension} value={row.key} name={row.name} names={names} />;
  if (row.key !== null && dimension === "endpoint")
    return (
      <Link className="mono" href={`/endpoints/${row.key}`}>
        {row.key}
      </Link>
    );
  return (
    <span className={classes.rowHead}>
      <Link
        href={exploreHref(query, {
          rows: nextDimension[dimension],
          filters: [
            ...filters.filter((one) => one.dimension !== dimension),
            { dimension, value: row.key ?? "" },
          ],
        })}
      >
        {label}
      </Link>
      {behind && (
        <Link
          className={classes.behind}
          href={endpointsHref(behind)}
          aria-label={`Endpoints of ${row.name ?? row.key}`}
        >
          endpoints
        </Link>
      )}
    </span>
  );
}

function Value({
  dimension,
  value,
  name,
  names,
}: {
  dimension: ExploreDimension;
  value: string | null;
  name?: string | null;
  names: ReadonlyMap<string, string>;
}) {
  if (value === null) {
    const { text, reason } = noneWords[dimension];
    return <Unknown reason={reason}>{text}</Unknown>;
  }
  if (dimension === "account") return <span title={value}>{name ?? names.get(value) ?? value}</span>;
  if (dimension === "day") return <span title={value}>{formatWeekday(value) || formatDay(value)}</span>;
  if (dimension === "service") return value.replace("Amazon ", "");
  if (dimension === "serviceName") return <span title={value}>{value.replace(/^com\.amazonaws\./, "")}</span>;
  return (
    <span className={dimension === "owner" || dimension === "region" ? undefined : "mono"}>{value}</span>
  );
}

function Figures({ row, page, isTotal }: { row: ExploreRow; page: CostsPage; isTotal?: boolean }) {
  const { query, pivot, estimateOnly } = page;
  const whole = row.billed ?? row.estimated;
  const total = pivot.total.billed ?? pivot.total.estimated ?? 0;
  if (query.columns)
    return (
      <>
        {row.cells.map((usd, index) => (
          <td
            // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other identity in a row.
            key={index}
            data-align="right"
            style={isTotal ? undefined : shade(usd, pivot.mostCellUsd)}
          >
            {usd === null ? <span className="quiet">·</span> : formatUsd(usd)}
          </td>
        ))}
        <td data-align="right">
          <b>{whole === null ? <Unknown reason="Nothing is known of it" /> : formatUsd(whole)}</b>
        </td>
      </>
    );
  return (
    <>
      <td className={classes.barCell}>
        {!isTotal && row.others === null && (
          <div className={classes.bar}>
            <span
              style={{
                width: `${pivot.mostRowUsd > 0 ? (Math.max(0, whole ?? 0) / pivot.mostRowUsd) * 100 : 0}%`,
              }}
            />
          </div>
        )}
      </td>
      {!estimateOnly && (
        <td data-align="right">
          {row.billed === null ? (
            <Unknown reason="The bill has nothing of it in these days">not billed</Unknown>
          ) : (
            formatUsd(row.billed)
          )}
        </td>
      )}
      <td data-align="right">
        {row.estimated === null ? (
          <Unknown reason="Nothing of it could be estimated: days before the estimates began, or a service that is not estimated">
            none
          </Unknown>
        ) : (
          <>
            {formatUsd(row.estimated)}
            {row.unestimated > 0 && estimateOnly && (
              <small>{formatCountOf(row.unestimated, "zone-day")} not measured</small>
            )}
          </>
        )}
      </td>
      <td data-align="right">{whole === null ? "" : formatShare(whole, total)}</td>
      {!estimateOnly && (
        <>
          <td data-align="right">
            {row.unexplained === null ? (
              ""
            ) : (
              <>
                {row.flagged && !isTotal && (
                  <StatusMark status="warn" label="more than 5 % off on some day" />
                )}{" "}
                {formatUsd(row.unexplained)}
              </>
            )}
          </td>
          <td className={classes.why}>
            {row.causes.slice(0, 2).map(({ cause, usd }) => (
              <span key={cause}>
                {causeTitles[cause]} <span className="quiet">{formatUsd(usd)}</span>
              </span>
            ))}
          </td>
        </>
      )}
    </>
  );
}

function shade(usd: number | null, most: number): React.CSSProperties | undefined {
  if (usd === null || usd <= 0 || most <= 0) return undefined;
  const part = Math.round((usd / most) * 26);
  return part === 0 ? undefined : { background: `color-mix(in srgb, var(--accent) ${part}%, transparent)` };
}
