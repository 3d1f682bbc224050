import { Time } from "#components/ui/Time.tsx";
import type { ResourceChange } from "#lib/inventory/changeSchema.ts";
import { unknownActor } from "#lib/inventory/changeWords.ts";
import classes from "./endpoint.module.css";

type Call = Extract<ResourceChange["attribution"], { kind: "named" }>["by"];

/** Who made a change, by which call and when; or why nobody can be named. */
export function ChangeActor({ change: { attribution } }: { change: ResourceChange }) {
  if (attribution.kind === "named")
    return (
      <p className={classes.changeActor}>
        by <CallOf call={attribution.by} />
        {!attribution.settled && <span>, as far as CloudTrail has told</span>}
      </p>
    );
  if (attribution.kind === "unknown")
    return <p className={classes.changeActor}>{unknownActor(attribution)}</p>;
  return (
    <div className={classes.changeActor}>
      {unknownActor(attribution)}
      <ul>
        {attribution.candidates.map((call) => (
          <li key={call.eventId}>
            <CallOf call={call} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function CallOf({ call }: { call: Call }) {
  return (
    <>
      <b title={call.actorArn ?? undefined}>{call.actor}</b> · {call.eventName} · <Time at={call.eventTime} />
    </>
  );
}
