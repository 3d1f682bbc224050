import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { formatDecimal } from "#lib/format/numbers.ts";
import type { BurnRow, Burns, BurnWindow } from "#lib/onCall/schema.ts";
import { burnWords } from "./IncidentRow.tsx";
import classes from "./onCall.module.css";

const spelled: Record<string, string> = { "5m": "5 min", "1h": "1 h", "6h": "6 h", "3d": "3 d" };
/** The bar's end: what burns faster is as long. */
const most = 1_000;
const share = (rate: number) => Math.min(1, Math.log10(1 + rate) / Math.log10(1 + most));

/** How fast budgets burn in four windows against what fires. */
export function BurnPanel({ burns }: { burns: Burns }) {
  const { rows, judged, unknown, total, asOf } = burns;
  return (
    <Panel
      id="burn"
      title={total > rows.length ? `Burn rate, top ${rows.length} of ${total} SLOs` : "Burn rate"}
      provenance={{
        asOf,
        coverage: { part: judged, whole: total, of: "objectives" },
        source: "SLOs as judged last",
      }}
      actions={
        <Link className="figure" href="/slos">
          all SLOs
        </Link>
      }
      footer={
        rows.length > 0 &&
        `Bars on a log scale; the tick is where a window counts. A page needs two windows over it at once.${unknown > 0 ? ` ${unknown} without data.` : ""}`
      }
    >
      {rows.length === 0 ? (
        <EmptyState title="Nothing is promised yet" />
      ) : (
        <div className={classes.scroll}>
          <table className={`${classes.table} ${classes.burns}`}>
            <thead>
              <tr>
                <th scope="col">SLO</th>
                {rows[0]?.windows.map(({ window }) => (
                  <th key={window} scope="col">
                    {spelled[window] ?? window}
                  </th>
                ))}
                <th scope="col" data-align="right">
                  Fires
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row key={row.sloId} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function Row({
  row: { sloId, title, objective, windows, fires, budgetLeft, reason, state },
}: {
  row: BurnRow;
}) {
  return (
    <tr>
      <th scope="row" title={reason}>
        <Link href={`/slos/${sloId}`}>{title}</Link>
        <small>{objective} %</small>
      </th>
      {windows.map((window) => (
        <td key={window.window}>
          <Burn window={window} />
        </td>
      ))}
      <td data-align="right">
        <b data-fires={fires ?? "none"}>{fires ?? (state === "unknown" ? "unknown" : "none")}</b>
        <small>
          {budgetLeft === null
            ? "no budget known"
            : budgetLeft <= 0
              ? "used up"
              : `${formatDecimal(budgetLeft * 100, 0)} % left`}
        </small>
      </td>
    </tr>
  );
}

function Burn({ window: { burnRate, threshold, level } }: { window: BurnWindow }) {
  if (burnRate === null)
    return (
      <>
        <span className="quiet">no calls</span>
        <span className={classes.burnBar} data-none aria-hidden />
      </>
    );
  const over = threshold !== null && burnRate > threshold;
  return (
    <>
      <span data-over={over ? level : undefined} className={classes.burnRate}>
        {burnWords(burnRate)}
        {over && <span className="visually-hidden"> over {threshold}×</span>}
      </span>
      <span className={classes.burnBar} aria-hidden>
        <span style={{ width: `${share(burnRate) * 100}%` }} data-over={over ? level : undefined} />
        {threshold !== null && <i style={{ left: `${share(threshold) * 100}%` }} />}
      </span>
    </>
  );
}
