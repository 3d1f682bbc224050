import { Panel } from "#components/ui/Panel.tsx";
import { ScrollRegion } from "#components/ui/ScrollRegion.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { right, TableHead } from "#components/ui/Table.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { formatUsd } from "#lib/format/money.ts";
import { formatCount, formatCountOf, formatDecimal } from "#lib/format/numbers.ts";
import { formatDuration } from "#lib/format/time.ts";
import { paceInWords } from "#lib/polling/budget.ts";
import type { NeedRow, PollingOverview } from "#lib/polling/overview.ts";
import type { AskedNeed } from "#lib/polling/schema.ts";
import classes from "./collectors.module.css";

/** What watching traffic costs, by need, held against a poll that asks everything every five minutes. */
export function PollingPanel({ polling, now }: { polling: PollingOverview; now: Date }) {
  const { asOf, rows, endpoints, unmeasurable } = polling;
  return (
    <Panel
      id="polling"
      title="Watching traffic"
      provenance={{
        asOf,
        source: "metrics asked of CloudWatch, counted by us; dollars at its list price, $0.01 per 1,000",
      }}
      footer={
        unmeasurable > 0 &&
        `${formatCountOf(unmeasurable, "endpoint")} not asked for: CloudWatch publishes nothing of gateway endpoints, nor of endpoints to another region.`
      }
    >
      {endpoints === 0 && polling.metricsPerDay === 0 ? (
        <EmptyState title="Nothing has been asked of CloudWatch yet" />
      ) : (
        <>
          <Figures polling={polling} now={now} />
          <BudgetLine polling={polling} />
          <Needs rows={rows} />
        </>
      )}
    </Panel>
  );
}

function Figures({ polling, now }: { polling: PollingOverview; now: Date }) {
  const { pace, fixedUsdPerDay: fixed } = polling;
  const times = (usd: number) =>
    pace.usdPerDay > 0 ? `${formatDecimal(usd / pace.usdPerDay)}× as much` : undefined;
  const month = now.toLocaleString("en-GB", { month: "long", timeZone: "UTC" });
  return (
    <dl className={classes.figures}>
      <Figure
        name="Asked today (UTC)"
        value={`${formatCount(polling.metricsToday)} metrics`}
        note={`${formatUsd(polling.usdToday)}; yesterday ${polling.usdYesterday === null ? "nothing" : formatUsd(polling.usdYesterday)}`}
      />
      <Figure
        name="A day at this pace"
        value={formatUsd(pace.usdPerDay)}
        note={`${formatCount(polling.metricsPerDay)} metrics, as planned`}
      />
      <Figure
        name={`${month}, projected`}
        value={formatUsd(polling.usdMonthProjected)}
        note={`${formatUsd(polling.usdMonth)} so far${pace.usdPerMonth === null ? "; no budget set" : ` of a budget of ${formatUsd(pace.usdPerMonth)}`}`}
      />
      <Figure
        name="Every 5 min, per endpoint"
        value={`${formatUsd(fixed.endpoint)} a day`}
        note={times(fixed.endpoint)}
      />
      <Figure
        name={`Every 5 min, per AZ (${formatCount(polling.zones)})`}
        value={`${formatUsd(fixed.zones)} a day`}
        note={times(fixed.zones)}
      />
    </dl>
  );
}

function Figure({ name, value, note }: { name: string; value: string; note?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <b className="figure">{value}</b>
        {note && <small>{note}</small>}
      </dd>
    </div>
  );
}

function BudgetLine({ polling: { pace } }: { polling: PollingOverview }) {
  const slowed = paceInWords(pace);
  if (!slowed) return null;
  return (
    <p className={classes.notice}>
      <StatusMark status={pace.kept ? "warn" : "bad"} /> {slowed.charAt(0).toUpperCase() + slowed.slice(1)}.
      What is asked later still brings every minute.
    </p>
  );
}

const needWords: Record<AskedNeed, string> = {
  watched: "an SLO names it, or its page is open",
  troubled: "not available, silent, losing packets, or without healthy targets",
  active: "traffic in the last three hours",
  asleep: "none; the rest is asked for when it wakes",
};

function Needs({ rows }: { rows: NeedRow[] }) {
  return (
    <ScrollRegion label="Endpoints by need, table" className={classes.scroll}>
      <table className={classes.table}>
        <TableHead
          columns={[
            "Endpoints by need",
            right("Endpoints"),
            right("Traffic every"),
            right("Behind: median, P95"),
            right("Metrics a day"),
            right("A day"),
          ]}
        />
        <tbody>
          {rows.map((row) => (
            <tr key={row.need}>
              <th scope="row">
                {row.need}
                <small className={classes.wideOnly}>{needWords[row.need]}</small>
              </th>
              <td data-align="right">{formatCount(row.endpoints)}</td>
              <td data-align="right">{formatDuration(row.everySeconds)}</td>
              <td data-align="right">
                <Behind row={row} />
              </td>
              <td data-align="right">{formatCount(row.metricsPerDay)}</td>
              <td data-align="right">{formatUsd(row.usdPerDay)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="quiet">
        Behind: what CloudWatch has published (5 min after the minute) less what was collected. Metrics and
        dollars count endpoint services and load balancers of the same need as well.
      </p>
    </ScrollRegion>
  );
}

function Behind({ row: { medianMinutes, p95Minutes, endpoints } }: { row: NeedRow }) {
  if (endpoints === 0) return "—";
  if (medianMinutes === null || p95Minutes === null) return <Unknown reason="not collected yet" />;
  return `${formatDuration(medianMinutes * 60)}, ${formatDuration(p95Minutes * 60)}`;
}
