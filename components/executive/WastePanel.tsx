import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { ScrollRegion } from "#components/ui/ScrollRegion.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import tables from "#components/ui/table.module.css";
import { Unknown } from "#components/ui/Unknown.tsx";
import { idleHref } from "#lib/executive/links.ts";
import type { Executive } from "#lib/executive/loaders.ts";
import type { WasteKind, WasteLine } from "#lib/executive/wasteKinds.ts";
import { formatUsd } from "#lib/format/money.ts";
import { formatCount, formatCountOf } from "#lib/format/numbers.ts";
import { hoursPerMonth } from "#lib/idle/saving.ts";
import { trafficProvenance } from "./Cards.tsx";
import classes from "./executive.module.css";

const kinds: Record<
  WasteKind,
  { title: string; note: string; one: string; many: string; href: string; action: string }
> = {
  endpoint: {
    title: "Idle endpoints",
    note: "no bytes for all the days that count",
    one: "endpoint",
    many: "endpoints",
    href: idleHref({ resourceType: "endpoint" }),
    action: "Review",
  },
  "endpoint-az": {
    title: "Idle zones",
    note: "of endpoints that are busy elsewhere",
    one: "zone",
    many: "zones",
    href: idleHref({ resourceType: "endpoint-az" }),
    action: "Drop zones",
  },
  gateway: {
    title: "S3, DynamoDB by interface",
    note: "a free gateway endpoint would do within the VPC",
    one: "endpoint",
    many: "endpoints",
    href: "/costs?what=gateway#what-if",
    action: "Compare",
  },
  duplicate: {
    title: "Duplicates",
    note: "same service, same VPC",
    one: "endpoint",
    many: "endpoints",
    href: "/findings?checkId=duplicate-endpoint",
    action: "Merge",
  },
  orphan: {
    title: "Services, balancers without use",
    note: "no connections, or behind no service",
    one: "thing",
    many: "things",
    href: "/findings?checkId=orphan-nlb&checkId=idle-service",
    action: "List",
  },
  "missing-gateway": {
    title: "Missing gateway endpoints",
    note: "S3 or DynamoDB through a NAT gateway",
    one: "VPC",
    many: "VPCs",
    href: "/findings?checkId=missing-gateway-endpoint",
    action: "List",
  },
};

/** What is paid for and need not be, by kind, and what has been saved so far. */
export function WastePanel({ data }: { data: Executive }) {
  const { wasteKinds, trafficBasis, active, waste } = data;
  return (
    <Panel
      id="waste"
      title="Waste, and who can remove it"
      provenance={{ ...trafficProvenance(data), source: "judged; estimated at list prices" }}
    >
      {trafficBasis.asOf === null ? (
        <EmptyState title="Not judged yet">
          <p>Something is idle only once it was collected, and silent, for all the days that count.</p>
        </EmptyState>
      ) : (
        <>
          <ScrollRegion label="Waste by kind, table" className={tables.scroll}>
            <Table data={data} />
          </ScrollRegion>
          <p className={classes.note}>
            Each dollar is counted once; a month is {hoursPerMonth} hours at list prices.{" "}
            {active.total.unknown > 0 &&
              `${formatCountOf(active.total.unknown, "endpoint")} could not be judged and ${active.total.unknown === 1 ? "is" : "are"} not counted. `}
            {wasteKinds.lines.some(({ usdPerMonth }) => usdPerMonth === null) &&
              "What a missing gateway endpoint costs nobody measures: it is in no sum. "}
            What owners keep for now is left out.
          </p>
          {waste.rows.length > 0 && (
            <p className={`${classes.note} no-print`}>
              Idle by owner:{" "}
              {waste.rows.slice(0, 6).map(({ owner, usdPerMonth }, index) => (
                <span key={owner ?? ""}>
                  {index > 0 && ", "}
                  <Link className="figure" href={idleHref({ owner: owner ?? "" })}>
                    {owner ?? "no owner tag"}
                  </Link>{" "}
                  {usdPerMonth === null ? "no price" : formatUsd(usdPerMonth)}
                </span>
              ))}
              {waste.rows.length > 6 && `, ${formatCount(waste.rows.length - 6)} more`}.
            </p>
          )}
        </>
      )}
    </Panel>
  );
}

function Table({ data }: { data: Executive }) {
  const { wasteKinds, realized } = data;
  const dearest = Math.max(0, ...wasteKinds.lines.map(({ usdPerMonth }) => usdPerMonth ?? 0));
  return (
    <table className={classes.table}>
      <caption className="visually-hidden">Waste by kind</caption>
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">How many</th>
          <td className={classes.barCell} />
          <th scope="col" data-align="right">
            A month
          </th>
          <th scope="col" data-align="right">
            A year
          </th>
          <th scope="col" className={classes.wideOnly}>
            Most with
          </th>
          <td className={`${classes.wideOnly} no-print`} />
        </tr>
      </thead>
      <tbody>
        {wasteKinds.lines.map((line) => (
          <Row key={line.kind} line={line} dearest={dearest} />
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Total</th>
          <td />
          <td className={classes.barCell} />
          <td data-align="right">
            {wasteKinds.usdPerMonth === null ? (
              <Unknown reason="Nothing of it has a price" />
            ) : (
              formatUsd(wasteKinds.usdPerMonth)
            )}
          </td>
          <td data-align="right">
            {wasteKinds.usdPerMonth === null ? "" : formatUsd(wasteKinds.usdPerMonth * 12)}
          </td>
          <td className={classes.wideOnly} />
          <td className={`${classes.wideOnly} no-print`} />
        </tr>
        <tr>
          <th scope="row">
            <Link href="/idle?decision=retired&state=">Realized so far</Link>
          </th>
          <td>{formatCountOf(realized.count, "thing")} retired</td>
          <td className={classes.barCell} />
          <td data-align="right">{formatUsd(realized.usdPerMonth ?? 0)}</td>
          <td data-align="right">{formatUsd((realized.usdPerMonth ?? 0) * 12)}</td>
          <td className={classes.wideOnly}>
            {formatUsd(realized.sinceUsdPerMonth ?? 0)} a month this quarter
          </td>
          <td className={`${classes.wideOnly} no-print`} />
        </tr>
      </tfoot>
    </table>
  );
}

function Row({ line, dearest }: { line: WasteLine; dearest: number }) {
  const { title, note, one, many, href, action } = kinds[line.kind];
  return (
    <tr>
      <th scope="row">
        {title}
        <small>{note}</small>
      </th>
      <td className={classes.nowrap}>
        <Link className="figure" href={href}>
          {formatCount(line.count)} {line.count === 1 ? one : many}
        </Link>
      </td>
      <td className={classes.barCell}>
        <div className={classes.bar} data-kind="idle">
          <span style={{ width: `${dearest > 0 ? ((line.usdPerMonth ?? 0) / dearest) * 100 : 0}%` }} />
        </div>
      </td>
      <td data-align="right">
        {line.usdPerMonth === null ? (
          <Unknown reason="Nobody measures what it costs">not known</Unknown>
        ) : (
          <b>{formatUsd(line.usdPerMonth)}</b>
        )}
      </td>
      <td data-align="right">{line.usdPerMonth === null ? "" : formatUsd(line.usdPerMonth * 12)}</td>
      <td className={classes.wideOnly}>
        {line.mostWith && (
          <>
            {line.mostWith.owner ?? <Unknown reason="These carry no owner tag">no owner tag</Unknown>}{" "}
            <span className="quiet">
              {formatCount(line.mostWith.count)} of {formatCount(line.count)}
            </span>
          </>
        )}
      </td>
      <td data-align="right" className={`${classes.wideOnly} no-print`}>
        {line.count > 0 && <Link href={href}>{action} →</Link>}
      </td>
    </tr>
  );
}
