import { Folded } from "#components/ui/Folded.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { roundUp } from "#lib/charts/valueAxis.ts";
import type { Executive } from "#lib/executive/loaders.ts";
import { formatDecimal } from "#lib/format/numbers.ts";
import { formatDay } from "#lib/format/time.ts";
import classes from "./executive.module.css";

const tokens = ["--s3", "--s2", "--s1", "--s4", "--s6", "--s5"];
const most = 6;

/** How long connecting takes by region and week. */
export function LatencyPanel({ data }: { data: Executive }) {
  const { latency, latencyThresholdMs: threshold, fleet } = data.reliability;
  const lines = latency.lines.slice(0, most);
  return (
    <Panel
      id="latency"
      title="Time to connect, P95 by week"
      provenance={{
        asOf: fleet?.asOf ?? null,
        source: "measured by probes from the service's own region",
        href: "/slos",
      }}
    >
      {lines.length === 0 ? (
        <EmptyState title="No probe has a time yet">
          <p>Probes in the service's own region tell how long it takes to connect.</p>
        </EmptyState>
      ) : (
        <>
          <Chart weeks={latency.weeks} lines={lines} threshold={threshold} />
          <Folded summary="The same as a table" label="Latency by week, table">
            <table className={classes.table}>
              <thead>
                <tr>
                  <th scope="col">Week from</th>
                  {lines.map(({ region }) => (
                    <th key={region} scope="col" data-align="right">
                      {region}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {latency.weeks.map((week, index) => (
                  <tr key={week}>
                    <th scope="row">{formatDay(week)}</th>
                    {lines.map(({ region, p95Ms }) => {
                      const value = p95Ms[index] ?? null;
                      return (
                        <td key={region} data-align="right">
                          {value === null ? (
                            <Unknown reason="No probe has a time">–</Unknown>
                          ) : (
                            `${formatDecimal(value)} ms`
                          )}
                        </td>
                      );
                    })}
                  </tr>
                ))}
              </tbody>
            </table>
          </Folded>
          <p className={classes.note}>
            Successful TCP, TLS and HTTP probes. The last point is the week so far. A gap is a gap: nothing is
            drawn where no probe ran.
          </p>
        </>
      )}
    </Panel>
  );
}

function Chart({
  weeks,
  lines,
  threshold,
}: {
  weeks: readonly string[];
  lines: Executive["reliability"]["latency"]["lines"];
  threshold: number | null;
}) {
  const highest = Math.max(
    ...lines.flatMap(({ p95Ms }) => p95Ms.map((value) => value ?? 0)),
    threshold ?? 0,
    1,
  );
  const top = roundUp(highest * 1.05);
  const y = (value: number) => (1 - value / top) * 100;
  const x = (index: number) => (index / Math.max(1, weeks.length - 1)) * 100;
  return (
    <figure className={classes.latency} aria-label="P95 time to connect by week and region">
      <div className={classes.latencyPlot}>
        {[0, top / 2, top].map((value) => (
          <span key={value} className={classes.latencyTick} style={{ top: `${y(value)}%` }}>
            {formatDecimal(value)} ms
          </span>
        ))}
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden>
          {[0, top / 2, top].map((value) => (
            <path key={value} d={`M0 ${y(value)}H100`} className={classes.latencyGrid} />
          ))}
          {threshold !== null && <path d={`M0 ${y(threshold)}H100`} className={classes.latencyLimit} />}
          {lines.map(({ region, p95Ms }, at) => (
            <path
              key={region}
              d={p95Ms
                .map((value, index) =>
                  value === null
                    ? ""
                    : `${(p95Ms[index - 1] ?? null) === null ? "M" : "L"}${x(index)} ${y(value)}`,
                )
                .join("")}
              className={classes.latencyLine}
              style={{ stroke: `var(${tokens[at]})` }}
            />
          ))}
        </svg>
        {lines.map(({ region, p95Ms }, at) =>
          p95Ms.map(
            (value, index) =>
              value !== null && (
                <i
                  // biome-ignore lint/suspicious/noArrayIndexKey: the week is the place.
                  key={`${region} ${index}`}
                  className={classes.latencyDot}
                  data-open={index === weeks.length - 1 || undefined}
                  style={{ left: `${x(index)}%`, top: `${y(value)}%`, color: `var(${tokens[at]})` }}
                  title={`${region}, week from ${formatDay(weeks[index] ?? "")}: ${formatDecimal(value)} ms`}
                />
              ),
          ),
        )}
        {threshold !== null && (
          <span className={classes.latencyLimitLabel} style={{ top: `${y(threshold)}%` }}>
            objective {formatDecimal(threshold)} ms
          </span>
        )}
      </div>
      <div className={classes.latencyAxis} aria-hidden>
        {weeks.map(
          (week, index) =>
            index % 4 === (weeks.length - 1) % 4 && (
              <span key={week} className={classes.latencyWeek} style={{ left: `${x(index)}%` }}>
                {formatDay(week)}
              </span>
            ),
        )}
      </div>
      <ul className={classes.latencyKeys}>
        {lines.map(({ region, p95Ms }, at) => (
          <li key={region}>
            <i className={classes.swatch} style={{ background: `var(${tokens[at]})` }} /> {region}{" "}
            <b>
              {p95Ms.at(-1) == null ? (
                <Unknown reason="No probe has a time this week">not this week</Unknown>
              ) : (
                `${formatDecimal(p95Ms.at(-1) ?? 0)} ms`
              )}
            </b>
          </li>
        ))}
      </ul>
    </figure>
  );
}
