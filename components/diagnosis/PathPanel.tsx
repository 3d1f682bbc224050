import { Panel } from "#components/ui/Panel.tsx";
import { StatusMark, StatusPill } from "#components/ui/StatusMark.tsx";
import { Term } from "#components/ui/Term.tsx";
import { Time } from "#components/ui/Time.tsx";
import type { Diagnosis } from "#lib/diagnosis/diagnosisSchema.ts";
import { BreakDetails } from "./BreakDetails.tsx";
import classes from "./diagnosis.module.css";
import { PathTable } from "./PathTable.tsx";
import { verdictWords } from "./words.ts";

/** The path of the endpoint's connections, hop by hop, with the verdict first. */
export function PathPanel({ diagnosis }: { diagnosis: Diagnosis }) {
  const { verdict, lanes, hops, findings, asOf, evaluatedAt, reason, otherSide, since } = diagnosis;
  if (!verdict) {
    return (
      <Panel id="path" title="Path">
        <p className={classes.none}>Not diagnosed. {reason}</p>
      </Panel>
    );
  }
  const { status, text } = verdictWords[verdict.kind];
  return (
    <Panel
      id="path"
      title="Path"
      provenance={{
        asOf,
        source: evaluatedAt ? (
          <>
            walked <Time at={evaluatedAt} age />
          </>
        ) : (
          "not walked yet"
        ),
      }}
    >
      <div className={classes.verdict} data-status={status}>
        <StatusPill status={status}>{text}</StatusPill>
        <p>{verdict.sentence}</p>
        {verdict.kind !== "in-order" && since && (
          <p className={classes.since}>
            since <Time at={since} /> (<Time at={since} age />)
          </p>
        )}
      </div>
      <PathTable lanes={lanes} hops={hops} />
      <p className={classes.legend}>
        <StatusMark status="ok" /> pass <StatusMark status="bad" /> fails <StatusMark status="unknown" />{" "}
        unknown <StatusMark status="none" /> not judged, or does not apply. A{" "}
        <Term name="symptom">symptom</Term> says that calls hang, not where: it never ends the walk.
        {otherSide && ` ${otherSide}`}
      </p>
      {findings.length > 0 && (
        <ol className={classes.findings} aria-label="Findings, the verdict first">
          {verdictFirst(findings).map((finding, i) => (
            <BreakDetails key={finding.findingKey} finding={finding} open={i === 0 && finding.isVerdict} />
          ))}
        </ol>
      )}
    </Panel>
  );
}

/** What breaks the path comes before what is merely as severe. */
function verdictFirst(findings: Diagnosis["findings"]): Diagnosis["findings"] {
  return findings.toSorted((a, b) => Number(b.isVerdict) - Number(a.isVerdict));
}
