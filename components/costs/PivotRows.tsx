"use client";

import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import type { CostsPage } from "#lib/cost/explore/loaders.ts";
import { exploreHref } from "#lib/cost/explore/query.ts";
import type { ExploreRow } from "#lib/cost/explore/schema.ts";
import { endpointsHref } from "#lib/executive/links.ts";
import { formatUsd } from "#lib/format/money.ts";
import { formatCount, formatCountOf, formatShare } from "#lib/format/numbers.ts";
import { causeTitles } from "./causes.ts";
import classes from "./costs.module.css";
import { PivotValue } from "./PivotValue.tsx";
import { endpointsFilter, nextDimension } from "./words.ts";

type PivotPage = Pick<CostsPage, "query" | "pivot" | "estimateOnly" | "names">;

/** The rows and their total. They go to the browser as figures: hundreds of rows of elements would be most of the page. */
export function PivotRows({ page }: { page: PivotPage }) {
  const { pivot } = page;
  return (
    <>
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
    </>
  );
}

function RowHead({ row, page: { query, names } }: { row: ExploreRow; page: PivotPage }) {
  const { rows: dimension, filters } = query;
  if (row.others !== null) return <span className="quiet">{formatCount(row.others)} others</span>;
  const behind = row.key === null ? undefined : endpointsFilter(dimension, row.key);
  const label = <PivotValue dimension={dimension} value={row.key} name={row.name} names={names} />;
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

function Figures({ row, page, isTotal }: { row: ExploreRow; page: PivotPage; isTotal?: boolean }) {
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
