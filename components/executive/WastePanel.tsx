import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { endpointsHref, silentFilter } from "#lib/executive/links.ts";
import type { Executive } from "#lib/executive/loaders.ts";
import { hoursPerMonth, type Waste, type WasteRow } from "#lib/executive/waste.ts";
import { formatUnitPrice, formatUsd } from "#lib/format/money.ts";
import { formatCount, formatCountOf } from "#lib/format/numbers.ts";
import { trafficProvenance } from "./Cards.tsx";
import classes from "./executive.module.css";

const most = 8;

/** Endpoints that carried nothing in 30 fully collected days, by who could remove them. */
export function WastePanel({ data }: { data: Executive }) {
  const { waste, trafficBasis } = data;
  return (
    <Panel
      id="waste"
      title="No traffic in 30 days, and who could remove it"
      provenance={{
        ...trafficProvenance(data),
        source: "candidates, not yet judged; estimated at the billed rate",
      }}
    >
      {waste.endpoints > 0 ? (
        <Candidates waste={waste} unknown={data.active.total.unknown} now={data.now} />
      ) : trafficBasis.asOf === null ? (
        <EmptyState title="Unknown: no traffic has been collected yet">
          <p>Silence counts only once an endpoint has been measured for 30 whole days.</p>
        </EmptyState>
      ) : (
        <EmptyState title="No endpoint was silent for 30 fully collected days">
          {data.active.total.unknown > 0 && (
            <p>
              {formatCountOf(data.active.total.unknown, "endpoint")} cannot be judged: not collected for the
              entire 30 days.
            </p>
          )}
        </EmptyState>
      )}
    </Panel>
  );
}

function Candidates({ waste, unknown, now }: { waste: Waste; unknown: number; now: Date }) {
  const rows = waste.rows.slice(0, most);
  const rest = waste.rows.slice(most);
  const dearest = Math.max(...rows.map(({ usdPerMonth }) => usdPerMonth ?? 0), 0);
  return (
    <>
      <table className={classes.table}>
        <caption className="visually-hidden">Endpoints without traffic by owner</caption>
        <thead>
          <tr>
            <th scope="col">Owner</th>
            <th scope="col" className={classes.right}>
              Endpoints
            </th>
            <th scope="col" className={`${classes.right} ${classes.wideOnly}`}>
              Zones
            </th>
            <td className={classes.barCell} />
            <th scope="col" className={classes.right}>
              A month
            </th>
            <th scope="col" className={classes.wideOnly}>
              Most in
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.owner ?? ""} row={row} dearest={dearest} now={now} />
          ))}
          {rest.length > 0 && (
            <tr>
              <th scope="row" className={classes.quiet}>
                {formatCount(rest.length)} other owners
              </th>
              <td className={classes.right}>{formatCount(sum(rest, ({ endpoints }) => endpoints))}</td>
              <td className={`${classes.right} ${classes.wideOnly}`}>
                {formatCount(sum(rest, ({ zones }) => zones))}
              </td>
              <td className={classes.barCell} />
              <td className={classes.right}>{formatUsd(sum(rest, ({ usdPerMonth }) => usdPerMonth ?? 0))}</td>
              <td className={classes.wideOnly} />
            </tr>
          )}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Total</th>
            <td className={classes.right}>
              <Link className="figure" href={endpointsHref(silentFilter(now))}>
                {formatCount(waste.endpoints)}
              </Link>
            </td>
            <td className={`${classes.right} ${classes.wideOnly}`}>{formatCount(waste.zones)}</td>
            <td className={classes.barCell} />
            <td className={classes.right}>
              {waste.usdPerMonth === null ? (
                <Unknown reason={waste.reasons.join("; ")} />
              ) : (
                formatUsd(waste.usdPerMonth)
              )}
            </td>
            <td className={classes.wideOnly} />
          </tr>
        </tfoot>
      </table>
      <p className={classes.note}>
        Zones × {hoursPerMonth} hours × the rate of the last billed days
        {waste.rates.length > 0 &&
          ` (interface endpoint: ${waste.rates.map(({ region, usdPerHour }) => `${region} ${formatUnitPrice(usdPerHour)}`).join(", ")})`}
        .{" "}
        {waste.unpriced > 0 &&
          `${formatCountOf(waste.unpriced, "endpoint")} without an estimate: ${waste.reasons.join("; ")}. `}
        {unknown > 0 &&
          `${formatCountOf(unknown, "endpoint")} not counted: not collected for the entire 30 days.`}
      </p>
    </>
  );
}

function Row({ row, dearest, now }: { row: WasteRow; dearest: number; now: Date }) {
  const { owner, endpoints, zones, usdPerMonth, mostIn } = row;
  return (
    <tr>
      <th scope="row">
        {owner === null ? (
          <Link href={endpointsHref({ owner: null, ...silentFilter(now) })}>
            <Unknown reason="These endpoints carry no owner tag">no owner tag</Unknown>
          </Link>
        ) : (
          <Link href={endpointsHref({ owner, ...silentFilter(now) })}>{owner}</Link>
        )}
      </th>
      <td className={classes.right}>{formatCount(endpoints)}</td>
      <td className={`${classes.right} ${classes.wideOnly}`}>{formatCount(zones)}</td>
      <td className={classes.barCell}>
        <div className={classes.bar} data-kind="idle">
          <span style={{ width: `${dearest > 0 ? ((usdPerMonth ?? 0) / dearest) * 100 : 0}%` }} />
        </div>
      </td>
      <td className={classes.right}>
        {usdPerMonth === null ? (
          <Unknown reason="No rate is known for these endpoints" />
        ) : (
          <b>{formatUsd(usdPerMonth)}</b>
        )}
      </td>
      <td className={classes.wideOnly}>
        <Link
          href={endpointsHref({ accountId: mostIn.accountId, owner, ...silentFilter(now) })}
          title={mostIn.accountId}
        >
          {mostIn.accountName ?? mostIn.accountId}
        </Link>{" "}
        <span className={classes.quiet}>
          {formatCount(mostIn.endpoints)} of {formatCount(endpoints)}
        </span>
      </td>
    </tr>
  );
}

const sum = <Item,>(items: Item[], pick: (item: Item) => number) =>
  items.reduce((total, item) => total + pick(item), 0);
