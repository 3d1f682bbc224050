import { Panel } from "#components/ui/Panel.tsx";
import { Time } from "#components/ui/Time.tsx";
import type { Diagnosis } from "#lib/diagnosis/diagnosisSchema.ts";
import { formatDuration } from "#lib/format/time.ts";
import { changeTitle, relatedTitle } from "#lib/inventory/changeWords.ts";
import { type LeadUpStep, leadUp, leadUpHours } from "#lib/inventory/happenings.ts";
import { ChangeActor } from "./ChangeActor.tsx";
import { ChangeDiff } from "./ChangeDiff.tsx";
import type { ChangesPanelProps } from "./ChangesPanel.tsx";
import classes from "./evidence.module.css";

const atMost = 12;

interface LeadUpPanelProps extends Pick<ChangesPanelProps, "own" | "related" | "asOf"> {
  diagnosis: Diagnosis;
}

/** What was touched before the path broke; nothing where it is not known to be broken. */
export function LeadUpPanel({ own, related, asOf, diagnosis }: LeadUpPanelProps) {
  const { verdict, since } = diagnosis;
  if (!since || (verdict?.kind !== "broken" && verdict?.kind !== "cause-not-known")) return null;
  const steps = leadUp(own, related, new Date(since));
  return (
    <Panel
      id="lead-up"
      title="How it came to this"
      provenance={{
        asOf,
        source: "inventory compared run by run; who, from CloudTrail",
        href: "/collectors",
      }}
    >
      {steps.length === 0 ? (
        <p className={classes.text}>
          Nothing that is known of it, or of what it stands on, changed in the {leadUpHours} hours before{" "}
          <Time at={since} />, when this was first seen. It may be older than the first look, or lie in what
          cannot be seen from here.
        </p>
      ) : (
        <ol className={classes.leadUp}>
          {steps.slice(-atMost).map((step) => (
            <Step key={`${step.change.accountId} ${step.change.id}`} step={step} />
          ))}
          <li>
            <span>
              <Time at={since} />
            </span>
            <strong>{verdict.sentence}</strong>
          </li>
        </ol>
      )}
    </Panel>
  );
}

function Step({ step: { change, own, beforeMs, exact } }: { step: LeadUpStep }) {
  const { attribution, observedAt } = change;
  return (
    <li>
      <span>
        <Time at={attribution.kind === "named" ? attribution.by.eventTime : observedAt} />
        <br />
        {exact
          ? `${formatDuration(Math.round(beforeMs / 1000))} before`
          : "seen then, done since the look before"}
      </span>
      <div>
        <strong>{own ? changeTitle(change) : relatedTitle(change)}</strong>
        <ChangeActor change={change} />
        {change.change === "modified" && (
          <ChangeDiff before={change.before} after={change.after} field={change.field} />
        )}
      </div>
    </li>
  );
}
