import { Panel } from "#components/ui/Panel.tsx";
import { ScrollRegion } from "#components/ui/ScrollRegion.tsx";
import { type Status, StatusMark } from "#components/ui/StatusMark.tsx";
import { right, TableHead } from "#components/ui/Table.tsx";
import { Time } from "#components/ui/Time.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { formatDuration } from "#lib/format/time.ts";
import type { EndpointDetail } from "#lib/inventory/schema.ts";
import { type DnsAnswer, dnsAnswers } from "#lib/probes/dnsAnswers.ts";
import type { EndpointProbes } from "#lib/probes/schema.ts";
import classes from "./evidence.module.css";
import { answerWords } from "./probeWords.ts";
import { shortAzId } from "./words.ts";

const states: Record<DnsAnswer["state"], { status: Status; text: string }> = {
  expected: { status: "ok", text: "as expected" },
  "left-out": { status: "warn", text: "addresses left out" },
  elsewhere: { status: "bad", text: "leads elsewhere" },
  unknown: { status: "unknown", text: "not known" },
};

/** What names led to where probes ran, held against the addresses of the endpoint's interfaces. */
export function DnsPanel({ endpoint, probes }: { endpoint: EndpointDetail; probes: EndpointProbes }) {
  const answers = dnsAnswers(probes.series, endpoint.networkInterfaces);
  if (answers.length === 0)
    return (
      <Panel id="dns" title="DNS answers">
        <p className={classes.text}>
          No probe resolved a name of this endpoint: what its clients are answered is not known from here.
        </p>
      </Panel>
    );
  return (
    <Panel
      id="dns"
      title="DNS answers"
      provenance={{ asOf: probes.asOf, source: "resolved by probes", href: "/collectors?collector=probes" }}
    >
      <ScrollRegion label="DNS answers" className={classes.scroller}>
        <table className={classes.table}>
          <caption className="visually-hidden">Answers by name and place</caption>
          <TableHead columns={["Name, asked from", "Expected", "Answered", right("TTL"), "24 h", "Judged"]} />
          <tbody>
            {answers.map((answer) => (
              <AnswerRow key={[answer.name, answer.place, answer.source].join(" ")} answer={answer} />
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </Panel>
  );
}

function AnswerRow({ answer }: { answer: DnsAnswer }) {
  const { name, place, zoneOfName, expected, ttlSeconds, at, state, reason } = answer;
  const { status, text } = states[state];
  const day = answerWords(answer);
  return (
    <tr>
      <th scope="row">
        <span className="mono" title={name}>
          {shortened(name)}
        </span>
        <small>
          {zoneOfName ? `name of ${shortAzId(zoneOfName)}` : "name of all zones"}, from {place}
        </small>
      </th>
      <td className="mono">
        {expected.length > 0 ? (
          <Lines of={expected} />
        ) : (
          <Unknown reason="The addresses of its interfaces are not collected." />
        )}
      </td>
      <td className="mono">
        <Answered answer={answer} />
      </td>
      <td data-align="right">
        {ttlSeconds === null ? (
          <Unknown reason="The source does not tell it.">not told</Unknown>
        ) : (
          formatDuration(ttlSeconds)
        )}
      </td>
      <td className={classes.nowrap}>
        {day ? (
          <>
            <StatusMark status={day.status} /> {day.text}
          </>
        ) : (
          <Unknown reason="No answer could be judged.">not judged</Unknown>
        )}
      </td>
      <td>
        <span className={classes.nowrap} title={reason || undefined}>
          <StatusMark status={status} /> {text}
        </span>
        {at && (
          <small>
            <Time at={at} />
          </small>
        )}
      </td>
    </tr>
  );
}

function Answered({ answer: { answered, leftOut, reason } }: { answer: DnsAnswer }) {
  if (answered.length === 0) return <Unknown reason={reason}>not listed</Unknown>;
  return (
    <ul className={classes.lines}>
      {answered.map(({ address, inside }) => (
        <li key={address}>
          {inside ? address : <span className={classes.differs}>{address}</span>}
          {!inside && <span className="visually-hidden"> is not the endpoint's</span>}
        </li>
      ))}
      {leftOut.map((address) => (
        <li key={address}>
          <del className={classes.leftOut}>{address}</del> <span className={classes.faint}>left out</span>
        </li>
      ))}
    </ul>
  );
}

const Lines = ({ of }: { of: string[] }) => (
  <ul className={classes.lines}>
    {of.map((line) => (
      <li key={line}>{line}</li>
    ))}
  </ul>
);

/** The part that tells names apart; the whole is in the title. */
const shortened = (name: string) => (name.length > 46 ? `${name.slice(0, 45)}…` : name);
