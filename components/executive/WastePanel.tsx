import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { idleHref } from "#lib/executive/links.ts";
import type { Executive } from "#lib/executive/loaders.ts";
import type { Waste, WasteRow } from "#lib/executive/waste.ts";
import { formatUsd } from "#lib/format/money.ts";
import { formatCount, formatCountOf } from "#lib/format/numbers.ts";
import { hoursPerMonth } from "#lib/idle/saving.ts";
import { trafficProvenance } from "./Cards.tsx";
import classes from "./executive.module.css";

const most = 8;

/** What is idle, by who could remove it. */
export function WastePanel({ data }: { data: Executive }) {
  const { waste, trafficBasis, active } = data;
  return (
    <Panel
      id="waste"
      title="Idle, and who could remove it"
      provenance={{ ...trafficProvenance(data), source: "judged; estimated at list prices" }}
    >
      {waste.rows.length > 0 ? (
        <Candidates waste={waste} unknown={active.total.unknown} />
      ) : trafficBasis.asOf === null ? (
        <EmptyState title="Not judged yet">
          <p>Something is idle only once it was collected, and silent, for all the days that count.</p>
        </EmptyState>
      ) : (
        <EmptyState title="Nothing is idle">
          {active.total.unknown > 0 && (
            <p>{formatCountOf(active.total.unknown, "endpoint")} could not be judged.</p>
          )}
        </EmptyState>
      )}
    </Panel>
  );
}

function Candidates({ waste, unknown }: { waste: Waste; unknown: number }) {
  const rows = waste.rows.slice(0, most);
  const rest = waste.rows.slice(most);
  const dearest = Math.max(...rows.map(({ usdPerMonth }) => usdPerMonth ?? 0), 0);
  return (
    <>
      <table className={classes.table}>
        <caption className="visually-hidden">What is idle, by owner</caption>
        <thead>
          <tr>
            <th scope="col">Owner</th>
            <th scope="col" className={classes.right}>
              Endpoints
            </th>
            <th scope="col" className={`${classes.right} ${classes.wideOnly}`}>
              Zones, others
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
            <Row key={row.owner ?? ""} row={row} dearest={dearest} />
          ))}
          {rest.length > 0 && (
            <tr>
              <th scope="row" className={classes.quiet}>
                {formatCount(rest.length)} other owners
              </th>
              <td className={classes.right}>{formatCount(sum(rest, ({ endpoints }) => endpoints))}</td>
              <td className={`${classes.right} ${classes.wideOnly}`}>
                {formatCount(sum(rest, ({ zones, others }) => zones + others))}
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
              <Link className="figure" href={idleHref({ resourceType: "endpoint" })}>
                {formatCount(waste.endpoints)}
              </Link>
            </td>
            <td className={`${classes.right} ${classes.wideOnly}`}>
              {formatCount(waste.zones + waste.others)}
            </td>
            <td className={classes.barCell} />
            <td className={classes.right}>
              {waste.usdPerMonth === null ? (
                <Unknown reason="No price is known for any of it" />
              ) : (
                formatUsd(waste.usdPerMonth)
              )}
            </td>
            <td className={classes.wideOnly} />
          </tr>
        </tfoot>
      </table>
      <p className={classes.note}>
        Months of {hoursPerMonth} hours at list prices; what an owner keeps for now is left out.{" "}
        {waste.unpriced > 0 && `${formatCountOf(waste.unpriced, "thing")} without a price. `}
        {unknown > 0 && `${formatCountOf(unknown, "endpoint")} could not be judged, and are not counted.`}
      </p>
    </>
  );
}

function Row({ row, dearest }: { row: WasteRow; dearest: number }) {
  const { owner, endpoints, zones, others, usdPerMonth, mostIn } = row;
  return (
    <tr>
      <th scope="row">
        {owner === null ? (
          <Unknown reason="These carry no owner tag">no owner tag</Unknown>
        ) : (
          <Link href={idleHref({ owner })}>{owner}</Link>
        )}
      </th>
      <td className={classes.right}>{formatCount(endpoints)}</td>
      <td className={`${classes.right} ${classes.wideOnly}`}>{formatCount(zones + others)}</td>
      <td className={classes.barCell}>
        <div className={classes.bar} data-kind="idle">
          <span style={{ width: `${dearest > 0 ? ((usdPerMonth ?? 0) / dearest) * 100 : 0}%` }} />
        </div>
      </td>
      <td className={classes.right}>
        {usdPerMonth === null ? (
          <Unknown reason="No price is known for these" />
        ) : (
          <b>{formatUsd(usdPerMonth)}</b>
        )}
      </td>
      <td className={classes.wideOnly}>
        <Link href={idleHref({ accountId: mostIn.accountId })} title={mostIn.accountId}>
          {mostIn.accountName ?? mostIn.accountId}
        </Link>{" "}
        <span className={classes.quiet}>
          {formatCount(mostIn.count)} of {formatCount(endpoints + zones + others)}
        </span>
      </td>
    </tr>
  );
}

const sum = <Item,>(items: Item[], pick: (item: Item) => number) =>
  items.reduce((total, item) => total + pick(item), 0);
