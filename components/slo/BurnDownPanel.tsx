import { Folded } from "#components/ui/Folded.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { right, TableHead } from "#components/ui/Table.tsx";
import { Time } from "#components/ui/Time.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { timeTicks } from "#lib/charts/timeAxis.ts";
import { formatCount, formatDecimal, formatShare } from "#lib/format/numbers.ts";
import { formatDay } from "#lib/format/time.ts";
import type { BurnDown } from "#lib/slo/burnDown.ts";
import type { SloPage } from "#lib/slo/pageLoaders.ts";
import { sloProvenance } from "./provenance.ts";
import classes from "./slo.module.css";

/** The budget of the window as it was used up, event by event. */
export function BurnDownPanel({ page }: { page: SloPage }) {
  const { burnDown, slo } = page;
  return (
    <Panel
      id="burn-down"
      title="Error budget over the window"
      provenance={sloProvenance(page, "counted in buckets; a gap is a gap")}
    >
      {burnDown === null ? (
        <EmptyState
          title={
            slo.objective === null ? "Nothing is promised, so there is no budget" : "Nothing to draw yet"
          }
        >
          <p>{slo.objective === null ? "Promise an objective in linkledger.yaml to get one." : slo.reason}</p>
        </EmptyState>
      ) : (
        <>
          <Chart model={burnDown} label={`Error budget of ${slo.title}; the table behind it has every day`} />
          <p className={classes.note}>
            Dashed: an even pace to the end of the window. Hatched: nothing was counted there, which is
            neither good nor bad
            {burnDown.noDataShare > 0 && ` (${formatShare(burnDown.noDataShare, 1)} of the time so far)`}.
            {burnDown.cutOff && " Below the lower edge: more than twice the budget was spent."}
          </p>
        </>
      )}
      <Folded summary="By day, as a table" label="Error budget by day, table">
        <table className={classes.table}>
          <TableHead
            columns={[
              "Day (UTC)",
              right("Bad"),
              right("Counted", undefined, "counted"),
              right("Window kept", undefined, "attainment"),
              right("Window's budget left", undefined, "errorBudget"),
            ]}
          />
          <tbody>
            {slo.days.toReversed().map((day) => (
              <tr key={day.day}>
                <th scope="row">{formatDay(day.day, { year: true })}</th>
                <td data-align="right">{formatCount(day.bad)}</td>
                <td data-align="right">{formatCount(day.total)}</td>
                <td data-align="right">
                  {day.attainment === null ? (
                    <Unknown reason="Too little was counted, or nothing is promised">–</Unknown>
                  ) : (
                    `${formatDecimal(day.attainment * 100, 3)} %`
                  )}
                </td>
                <td data-align="right">
                  {day.budgetLeft === null ? (
                    <Unknown reason="Too little was counted, or nothing is promised">–</Unknown>
                  ) : (
                    `${formatDecimal(day.budgetLeft * 100)} %`
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {slo.days.length === 0 && <p className={classes.note}>No day has anything counted.</p>}
      </Folded>
    </Panel>
  );
}

function Chart({ model, label }: { model: BurnDown; label: string }) {
  const { runs, gaps, maintenance, floor, from, to } = model;
  const y = (left: number) => ((1 - Math.max(floor, left)) / (1 - floor)) * 100;
  const last = runs.at(-1)?.at(-1);
  const levels = floor < -0.001 ? [1, 0.5, 0, floor] : [1, 0.75, 0.5, 0.25, 0];
  return (
    <figure className={classes.figure} aria-label={label}>
      <div className={classes.plot}>
        {levels.map((left) => (
          <span key={left} className={classes.tick} style={{ top: `${y(left)}%` }}>
            {formatDecimal(left * 100, 0)} %
          </span>
        ))}
        {gaps.map((gap) => (
          <span
            key={gap.from}
            className={classes.gap}
            style={{ left: `${gap.x}%`, width: `${gap.width}%` }}
            title="Nothing was counted"
          />
        ))}
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden>
          {maintenance.map((span) => (
            <rect
              key={span.from}
              x={span.x}
              y={0}
              width={Math.max(0.3, span.width)}
              height={100}
              className={classes.maintenance}
            >
              <title>{`Maintenance: ${span.reason}`}</title>
            </rect>
          ))}
          {levels.map((left) => (
            <path key={left} d={`M0 ${y(left)}H100`} className={left === 0 ? classes.zero : classes.grid} />
          ))}
          <path d={`M0 ${y(1)}L100 ${y(0)}`} className={classes.pace} />
          {runs.map((run) => (
            <path
              key={run[0]?.time}
              d={run
                .map(
                  ({ x, left }, index) => `${index === 0 ? "M" : "L"}${x.toFixed(2)} ${y(left).toFixed(2)}`,
                )
                .join("")}
              className={classes.line}
            />
          ))}
        </svg>
        {last && (
          <span
            className={classes.end}
            data-status={last.left <= 0 ? "bad" : last.left < 0.25 ? "warn" : "ok"}
            style={{ left: `${last.x}%`, top: `${y(last.left)}%` }}
            title={`${formatDecimal(last.left * 100)} % left`}
          />
        )}
      </div>
      <div className={classes.axis} aria-hidden>
        {timeTicks(from, to, { most: 8 }).map((tick) => (
          <span key={tick.at} style={{ left: `${tick.at * 100}%` }}>
            {tick.label}
          </span>
        ))}
      </div>
      <p className={classes.note}>
        <Time at={new Date(from)} /> to <Time at={new Date(to)} />
      </p>
    </figure>
  );
}
