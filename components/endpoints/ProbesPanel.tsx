import { Panel } from "#components/ui/Panel.tsx";
import { ScrollRegion } from "#components/ui/ScrollRegion.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { Time } from "#components/ui/Time.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { formatCount, formatCountOf, formatShare } from "#lib/format/numbers.ts";
import { type AttemptSeries, attemptStrip } from "#lib/probes/attempts.ts";
import type { EndpointProbes, ProbeSeries } from "#lib/probes/schema.ts";
import { AttemptStrip } from "./AttemptStrip.tsx";
import { AttemptsTable } from "./AttemptsTable.tsx";
import evidence from "./evidence.module.css";
import classes from "./probes.module.css";
import { formatLatency, probeState } from "./probeWords.ts";

const mostAttempts = 60;

interface ProbesPanelProps {
  probes: EndpointProbes;
  attempts: AttemptSeries[];
  now: Date;
}

/** What probes found in the last 24 hours, one row for each place and target, with the last attempts of each. */
export function ProbesPanel({ probes, attempts, now }: ProbesPanelProps) {
  const { series, asOf } = probes;
  const current = series.filter(({ stale }) => !stale).length;
  if (series.length === 0) {
    return (
      <Panel id="probes" title="Probes">
        <p className={classes.none}>
          Nobody probes this endpoint, or no result could be told to be its own: whether it answers is not
          known from here. Sources and agents are set under <code>probes</code> in linkledger.yaml.
        </p>
      </Panel>
    );
  }
  return (
    <Panel
      id="probes"
      title="Probes, 24 h"
      provenance={{
        asOf,
        coverage: { part: current, whole: series.length, of: "series" },
        source: "measured by probes",
        href: "/collectors?collector=probes",
      }}
      footer="Each bar is an attempt, its height the time it took; red and full is a failure, an outline an attempt that did not come, which proves nothing about the endpoint."
    >
      <ScrollRegion label="Probes" className={classes.scroller}>
        <table className={classes.table}>
          <caption className="visually-hidden">Probes of this endpoint by place and target</caption>
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">Kind</th>
              <th scope="col">Last result</th>
              <th scope="col">Last {mostAttempts} attempts</th>
              <th scope="col" data-align="right">
                Success
              </th>
              <th scope="col" data-align="right">
                P95
              </th>
              <th scope="col" data-align="right">
                Slowest
              </th>
              <th scope="col">Target</th>
            </tr>
          </thead>
          <tbody>
            {series.map((one) => (
              <SeriesRow
                key={keyOf(one, one.location.name)}
                one={one}
                own={attempts.find((each) => keyOf(each, each.location) === keyOf(one, one.location.name))}
                now={now}
              />
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </Panel>
  );
}

const keyOf = ({ source, kind, target }: { source: string; kind: string; target: string }, place: string) =>
  [source, place, kind, target].join(" ");

function Attempts({ own, now }: { own: AttemptSeries | undefined; now: Date }) {
  const strip = own && attemptStrip(own, now, mostAttempts);
  if (!strip || strip.slots.length === 0)
    return <Unknown reason="No result in the last two days.">none</Unknown>;
  const label = `${strip.attempts - strip.failures} of ${strip.attempts} succeeded${strip.missing > 0 ? `, ${strip.missing} did not come` : ""}`;
  return (
    <span className={evidence.stripCell}>
      <AttemptStrip strip={strip} label={label} />
      <AttemptsTable title={`${own.kind.toUpperCase()} from ${own.location}`} attempts={own.attempts} />
    </span>
  );
}

function SeriesRow({ one, own, now }: { one: ProbeSeries; own: AttemptSeries | undefined; now: Date }) {
  const { location, last, results, successes, successRatio, totalSecondsP95, totalSecondsMax } = one;
  const { status, text } = probeState(one);
  const never = "No probe succeeded in this time.";
  return (
    <tr>
      <th scope="row" title={one.source}>
        {location.name}
      </th>
      <td>
        {one.kind === "unknown" ? <Unknown reason="Its source does not tell." /> : one.kind.toUpperCase()}
      </td>
      <td>
        <StatusMark status={status} /> {text}{" "}
        {last && (
          <span className={classes.faint}>
            <Time at={last.time} age />
          </span>
        )}
      </td>
      <td>
        <Attempts own={own} now={now} />
      </td>
      <td
        className={classes.number}
        title={`${formatCount(successes)} of ${formatCountOf(results, "result")}`}
      >
        {successRatio === null ? (
          <Unknown reason="No result in these 24 hours." />
        ) : (
          formatShare(successes, results)
        )}
      </td>
      <td className={classes.number}>
        {totalSecondsP95 === null ? <Unknown reason={never} /> : formatLatency(totalSecondsP95)}
      </td>
      <td className={classes.number}>
        {totalSecondsMax === null ? <Unknown reason={never} /> : formatLatency(totalSecondsMax)}
      </td>
      <td className={`mono ${classes.target}`} title={one.target}>
        {one.target}
      </td>
    </tr>
  );
}
