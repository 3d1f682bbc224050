import { StatusMark } from "#components/ui/StatusMark.tsx";
import { Term } from "#components/ui/Term.tsx";
import { type PathHop, pathHops } from "#lib/diagnosis/schema.ts";
import type { Lane, WalkedHop } from "#lib/diagnosis/walkSchema.ts";
import classes from "./diagnosis.module.css";
import { hopStatus, hopSubtitles, hopTitles, hopWords, laneWords } from "./words.ts";

/** Lanes by hops; on a narrow screen hops by lanes, read from the client downwards. */
export function PathTable({ lanes, hops }: { lanes: readonly Lane[]; hops: readonly WalkedHop[] }) {
  return (
    <>
      <table className={`${classes.path} ${classes.wide}`}>
        <caption className="visually-hidden">The path by zone and hop</caption>
        <thead>
          <tr>
            <th scope="col">
              <Term name="azId">Zone</Term>
            </th>
            {hops.map((hop) => (
              <th key={hop.hop} scope="col" data-state={hop.state}>
                <HopHead hop={hop} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lanes.map((lane) => (
            <tr key={lane.azId ?? "all"}>
              <th scope="row">
                <LaneHead lane={lane} />
              </th>
              {pathHops.map((hop) => (
                <HopCell key={hop} lane={lane} hop={hop} walked={hops} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <table className={`${classes.path} ${classes.narrow}`}>
        <caption className="visually-hidden">The path by hop and zone</caption>
        <thead>
          <tr>
            <th scope="col">Hop</th>
            {lanes.map((lane) => (
              <th key={lane.azId ?? "all"} scope="col">
                <LaneHead lane={lane} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {hops.map((hop) => (
            <tr key={hop.hop} data-state={hop.state}>
              <th scope="row">
                <HopHead hop={hop} />
              </th>
              {lanes.map((lane) => (
                <HopCell key={lane.azId ?? "all"} lane={lane} hop={hop.hop} walked={hops} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function HopHead({ hop }: { hop: WalkedHop }) {
  const answered = [...hop.causes, ...hop.symptoms, ...hop.contributing, ...hop.advisory];
  const symptoms = hop.symptoms.filter(({ state }) => state === "fail").length;
  const advice = [...hop.contributing, ...hop.advisory].filter(({ state }) => state === "fail").length;
  const beside = [
    symptoms > 0 ? `${symptoms} ${symptoms === 1 ? "symptom" : "symptoms"}` : "",
    advice > 0 ? `${advice} to look at` : "",
  ].filter(Boolean);
  return (
    <div className={classes.hopHead} title={`${answered.length} answers: ${hopSubtitles[hop.hop]}`}>
      <strong>
        {pathHops.indexOf(hop.hop) + 1} {hopTitles[hop.hop]}
      </strong>
      <span className={classes.hopState}>
        <StatusMark status={hopStatus[hop.state]} /> {hopWords[hop.state]}
      </span>
      <span className={classes.faint}>{beside.length > 0 ? beside.join(", ") : hopSubtitles[hop.hop]}</span>
    </div>
  );
}

function LaneHead({ lane }: { lane: Lane }) {
  const { status, text } = laneWords[lane.state];
  return (
    <span className={classes.lane}>
      <span className="mono">{lane.azId ?? "all"}</span>
      <span className={classes.laneState}>
        <StatusMark status={status} /> {text}
      </span>
    </span>
  );
}

function HopCell({ lane, hop, walked }: { lane: Lane; hop: PathHop; walked: readonly WalkedHop[] }) {
  const state = lane.hops.find((one) => one.hop === hop)?.state ?? "unknown";
  const cause = state === "fail" ? causeOf(lane, hop, walked) : undefined;
  return (
    <td data-state={state} title={cause?.reason}>
      <span className={classes.rail} aria-hidden />
      <span className={classes.node}>
        <StatusMark status={hopStatus[state]} size={14} label={cause ? undefined : hopWords[state]} />
      </span>
      {cause && (
        <a className={classes.cause} href={`#finding-${cause.checkId}`}>
          {cause.checkId}
        </a>
      )}
    </td>
  );
}

function causeOf({ azId, cause }: Lane, hop: PathHop, walked: readonly WalkedHop[]) {
  return walked
    .find((one) => one.hop === hop)
    ?.causes.find(
      ({ checkId, state, lanes }) =>
        checkId === cause &&
        state === "fail" &&
        (lanes.length === 0 || azId === null || lanes.includes(azId)),
    );
}
