import { Panel } from "#components/ui/Panel.tsx";
import { ScrollRegion } from "#components/ui/ScrollRegion.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { Time } from "#components/ui/Time.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { formatCount, formatCountOf, formatShare } from "#lib/format/numbers.ts";
import type { EndpointProbes, ProbeSeries } from "#lib/probes/schema.ts";
import classes from "./probes.module.css";
import { answerWords, formatLatency, probeState } from "./probeWords.ts";

/** What probes found in the last 24 hours, one row for each place and target. */
export function ProbesPanel({ probes }: { probes: EndpointProbes }) {
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
    >
      <ScrollRegion label="Probes" className={classes.scroller}>
        <table className={classes.table}>
          <caption className="visually-hidden">Probes of this endpoint by place and target</caption>
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">Kind</th>
              <th scope="col">Target</th>
              <th scope="col">Last result</th>
              <th scope="col">Success</th>
              <th scope="col">P95</th>
              <th scope="col">Slowest</th>
              <th scope="col">DNS answers</th>
            </tr>
          </thead>
          <tbody>
            {series.map((one) => (
              <SeriesRow key={[one.source, one.location.name, one.kind, one.target].join(" ")} one={one} />
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </Panel>
  );
}

function SeriesRow({ one }: { one: ProbeSeries }) {
  const { location, last, results, successes, successRatio, totalSecondsP95, totalSecondsMax } = one;
  const { status, text } = probeState(one);
  const answers = answerWords(one);
  const never = "No probe succeeded in this time.";
  return (
    <tr>
      <th scope="row" title={one.source}>
        {location.name}
      </th>
      <td>
        {one.kind === "unknown" ? <Unknown reason="Its source does not tell." /> : one.kind.toUpperCase()}
      </td>
      <td className={`mono ${classes.target}`} title={one.target}>
        {one.target}
      </td>
      <td>
        <StatusMark status={status} /> {text}{" "}
        {last && (
          <span className={classes.faint}>
            <Time at={last.time} age />
          </span>
        )}
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
      <td>
        {answers ? (
          <>
            <StatusMark status={answers.status} /> {answers.text}
          </>
        ) : (
          <Unknown reason="No answer came, or the interfaces of the endpoint are not known.">
            not judged
          </Unknown>
        )}
      </td>
    </tr>
  );
}
