import type { AlertTurn } from "../alerts/turns.ts";
import type { Happening } from "../charts/marks.ts";
import type { FindingSpan } from "../diagnosis/historyData.ts";
import type { ResourceChange } from "./changeSchema.ts";
import { changeTitle, relatedTitle } from "./changeWords.ts";

/** When a change happened: the time of the call where CloudTrail names it, else that of the run that saw it. */
export const changeTime = ({
  attribution,
  observedAt,
}: Pick<ResourceChange, "attribution" | "observedAt">): number =>
  Date.parse(attribution.kind === "named" ? attribution.by.eventTime : observedAt);

/** Who did it, to stand behind the words of a change; empty where nobody is named. */
const byWhom = ({ attribution }: Pick<ResourceChange, "attribution">) =>
  attribution.kind === "named" ? ` by ${attribution.by.actor}` : "";

/** A change on the axis: a deploy where the tool that made it is known for that. */
function changeMark(change: ResourceChange, title: string): Happening {
  const tool = change.attribution.kind === "named" ? change.attribution.by.deployTool : null;
  return {
    time: changeTime(change),
    text: `${title}${byWhom(change)}${tool ? `, ${tool}` : ""}`,
    kind: tool ? "deploy" : "change",
  };
}

const turnKinds = {
  fired: "alert",
  raised: "alert",
  acknowledged: "acknowledged",
  resolved: "ended",
} as const satisfies Record<AlertTurn["event"], Happening["kind"]>;

const turnWords: Record<AlertTurn["event"], (turn: AlertTurn) => string> = {
  fired: ({ severity, title }) => `${severity} fired: ${title}`,
  raised: ({ severity, title }) => `raised to ${severity}: ${title}`,
  acknowledged: ({ by }) => `acknowledged${by ? ` by ${by}` : ""}`,
  resolved: ({ title }) => `resolved: ${title}`,
};

/**
 * What is marked on the time axis of an endpoint: its changes and those of what it stands on, what was found, and what
 * became of its alert.
 */
export function happeningsOf(
  changes: readonly ResourceChange[],
  related: readonly ResourceChange[],
  findings: readonly FindingSpan[],
  turns: readonly AlertTurn[],
): Happening[] {
  return [
    ...changes.map((one) => changeMark(one, changeTitle(one))),
    ...related.map((one) => changeMark(one, relatedTitle(one))),
    ...turns.map((turn) => ({
      time: turn.at.getTime(),
      text: turnWords[turn.event](turn),
      kind: turnKinds[turn.event],
    })),
    ...findings
      // Advice breaks nothing: on an axis it would hide what does.
      .filter(({ role }) => role !== "advisory")
      .flatMap(({ checkId, azId, since, endedAt }) => {
        const what = azId ? `${checkId} in ${azId}` : checkId;
        return [
          { time: since.getTime(), text: what, kind: "finding" as const },
          ...(endedAt ? [{ time: endedAt.getTime(), text: `${what} ended`, kind: "ended" as const }] : []),
        ];
      }),
  ];
}

/** A change shortly before a break. */
export interface LeadUpStep {
  change: ResourceChange;
  /** The change is on the page's own resource. */
  own: boolean;
  /** Milliseconds before the break; negative where only the run that saw it came later. */
  beforeMs: number;
  /** False: it happened at some time between two runs, of which the later is told. */
  exact: boolean;
}

export const leadUpHours = 2;

/**
 * What was changed in the two hours before a break, oldest first. A change of which only the span between two runs is
 * known counts where that span reaches into the two hours: seen after the break it may still be its cause.
 */
export function leadUp(
  changes: readonly ResourceChange[],
  related: readonly ResourceChange[],
  brokenSince: Date,
): LeadUpStep[] {
  const end = brokenSince.getTime();
  const start = end - leadUpHours * 3_600_000;
  const step = (change: ResourceChange, own: boolean): LeadUpStep[] => {
    // That something was seen for the first time says when we looked, not when it was made.
    if (change.change === "created" && change.previousLookAt === null) return [];
    const exact = change.attribution.kind === "named";
    const latest = changeTime(change);
    const earliest = exact ? latest : Date.parse(change.previousLookAt ?? change.observedAt);
    return earliest <= end && latest >= start ? [{ change, own, beforeMs: end - latest, exact }] : [];
  };
  return [
    ...changes.flatMap((change) => step(change, true)),
    ...related.flatMap((change) => step(change, false)),
  ].toSorted((a, b) => b.beforeMs - a.beforeMs);
}
