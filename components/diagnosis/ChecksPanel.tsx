import { Panel } from "#components/ui/Panel.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import type { Diagnosis } from "#lib/diagnosis/diagnosisSchema.ts";
import { type CheckAnswer, pathHops } from "#lib/diagnosis/schema.ts";
import type { WalkedHop } from "#lib/diagnosis/walkSchema.ts";
import classes from "./diagnosis.module.css";
import { answerStatus, answerWords, hopStatus, hopTitles, hopWords, roleWords } from "./words.ts";

/** Every check of the path with its answer, what lies behind the break greyed. */
export function ChecksPanel({ diagnosis }: { diagnosis: Diagnosis }) {
  const { hops } = diagnosis;
  if (hops.length === 0) return null;
  const all = hops.flatMap(answersOf);
  const count = (state: CheckAnswer["state"]) => all.filter((one) => one.state === state).length;
  return (
    <Panel
      id="checks"
      title="All checks"
      provenance={{
        asOf: diagnosis.asOf,
        source: `${count("fail")} fail, ${count("unknown")} unknown, ${count("pass")} pass, ${count("not-applicable")} not applicable`,
      }}
    >
      <div className={classes.checks}>
        {hops.map((hop) => (
          <section key={hop.hop} data-state={hop.state}>
            <h3>
              <StatusMark status={hopStatus[hop.state]} /> {pathHops.indexOf(hop.hop) + 1}{" "}
              {hopTitles[hop.hop]}
              <span className={classes.faint}>{hopWords[hop.state]}</span>
            </h3>
            <ul>
              {answersOf(hop).map((answer) => (
                <li key={`${answer.checkId} ${answer.lanes.join(" ")} ${answer.state}`}>
                  <StatusMark status={answerStatus(answer)} label={answerWords[answer.state]} />
                  <code className={classes.checkId}>{answer.checkId}</code>
                  <span>
                    {answer.state === "fail" && roleWords[answer.role] && (
                      <span className={classes.role}>{roleWords[answer.role]}</span>
                    )}{" "}
                    {answer.lanes.length > 0 && <span className="mono">{answer.lanes.join(" ")} </span>}
                    {answer.reason}
                  </span>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Panel>
  );
}

function answersOf({ causes, symptoms, contributing, advisory }: WalkedHop): CheckAnswer[] {
  return [...causes, ...symptoms, ...contributing, ...advisory];
}
