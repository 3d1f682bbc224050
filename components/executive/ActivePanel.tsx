import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { ScrollRegion } from "#components/ui/ScrollRegion.tsx";
import { ShareBar } from "#components/ui/ShareBar.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import tables from "#components/ui/table.module.css";
import { endpointsHref } from "#lib/executive/links.ts";
import type { Executive } from "#lib/executive/loaders.ts";
import type { Active } from "#lib/executive/waste.ts";
import { formatCount } from "#lib/format/numbers.ts";
import { trafficProvenance } from "./Cards.tsx";
import classes from "./executive.module.css";
import { activeParts } from "./parts.ts";

/** Endpoints by account and by whether they are in use. */
export function ActivePanel({ data }: { data: Executive }) {
  const { active } = data;
  return (
    <Panel id="active" title="Active endpoints by account" provenance={trafficProvenance(data)}>
      {active.total.endpoints === 0 ? (
        <EmptyState title="No endpoint has been collected yet" />
      ) : (
        <>
          <Legend />
          <ScrollRegion label="Endpoints by account and traffic, table" className={tables.scroll}>
            <Table active={active} />
          </ScrollRegion>
          <p className={classes.note}>
            Not measurable: CloudWatch publishes nothing for gateway endpoints and for consumers in another
            region. Unknown: not collected for all the days that count. Neither is idle.
          </p>
        </>
      )}
    </Panel>
  );
}

function Legend() {
  return (
    <div className={classes.keys}>
      <span>
        <i className={classes.swatch} style={{ background: "var(--s1)" }} /> in use
      </span>
      <span>
        <i className={classes.swatch} data-fill="outlined" /> idle, proven
      </span>
      <span>
        <i className={classes.swatch} style={{ background: "var(--line-strong)" }} /> not measurable, or too
        new
      </span>
      <span>
        <i className={classes.swatch} data-fill="hatched" /> unknown
      </span>
    </div>
  );
}

function Table({ active }: { active: Active }) {
  const widest = Math.max(...active.rows.map(({ endpoints }) => endpoints), 1);
  return (
    <table className={classes.table}>
      <caption className="visually-hidden">Endpoints by account and traffic</caption>
      <thead>
        <tr>
          <th scope="col">Account</th>
          <td className={classes.barCell} data-wide />
          <th scope="col" data-align="right">
            Active
          </th>
          <th scope="col" data-align="right">
            Idle
          </th>
          <th scope="col" data-align="right" className={classes.wideOnly}>
            Not meas.
          </th>
          <th scope="col" data-align="right">
            Unknown
          </th>
        </tr>
      </thead>
      <tbody>
        {active.rows.map((row) => (
          <Row key={row.accountId} counts={row} widest={widest} accountId={row.accountId}>
            <Link
              href={endpointsHref({ accountId: row.accountId })}
              title={row.accountId}
              className={classes.nowrap}
            >
              {row.accountName ?? row.accountId}
            </Link>
          </Row>
        ))}
        {active.others && (
          <Row counts={active.others} widest={0}>
            <span className="quiet">{formatCount(active.others.accounts)} others</span>
          </Row>
        )}
      </tbody>
    </table>
  );
}

function Row({
  counts,
  widest,
  accountId,
  children,
}: {
  counts: Active["total"];
  widest: number;
  /** Whose endpoints its figures open; several accounts have no one list. */
  accountId?: string;
  children: React.ReactNode;
}) {
  const behind = (count: number, ...idleState: string[]) =>
    accountId && count > 0 ? (
      <Link href={endpointsHref({ accountId, idleState })}>{formatCount(count)}</Link>
    ) : (
      formatCount(count)
    );
  return (
    <tr>
      <th scope="row">{children}</th>
      <td className={classes.barCell} data-wide>
        {widest > 0 && (
          <div style={{ width: `${(counts.endpoints / widest) * 100}%`, minWidth: 6 }}>
            <ShareBar parts={activeParts(counts)} />
          </div>
        )}
      </td>
      <td data-align="right">
        <b>{behind(counts.active, "active", "low-use")}</b>{" "}
        <span className="quiet">/ {formatCount(counts.endpoints)}</span>
      </td>
      <td data-align="right">{behind(counts.idle, "idle")}</td>
      <td data-align="right" className={classes.wideOnly}>
        {behind(counts.notMeasurable + counts.tooNew, "not-measurable", "too-new")}
      </td>
      <td data-align="right">{behind(counts.unknown, "unknown")}</td>
    </tr>
  );
}
