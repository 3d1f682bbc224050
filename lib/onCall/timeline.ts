import { touchWords } from "./changes.ts";
import type { Incident, SilentGroup, Timeline, TimelineChange, TimelineLane } from "./schema.ts";
import type { Touch } from "./touchedData.ts";
import { shortActor } from "./words.ts";

const minute = 60_000;
const hour = 60 * minute;
/** Widths to choose from, each with the distance of its ticks. */
const widths = [
  { span: hour, tick: 15 * minute },
  { span: 3 * hour, tick: 30 * minute },
  { span: 6 * hour, tick: hour },
  { span: 12 * hour, tick: 2 * hour },
  { span: 24 * hour, tick: 4 * hour },
] as const;
const mostLanes = 8;
const mostOthers = 6;

/**
 * What changed and what broke, on one axis that ends now. It is as wide as the newest breaks and the changes before them
 * need, a day at most; what began before it begins at its edge and says so.
 */
export function prepareTimeline(
  incidents: readonly Incident[],
  silent: readonly SilentGroup[],
  others: readonly Touch[],
  now: Date,
  measuredTo: Date | null,
): Timeline {
  const width = widthFor(incidents, others, now.getTime());
  const [from, to] = [now.getTime() - width.span, now.getTime()];
  const place = (time: number) => Math.min(1, Math.max(0, (time - from) / (to - from)));
  const lanes = [...incidents.map(incidentLane), ...silent.flatMap(silentLane)]
    .toSorted((a, b) => Date.parse(b.since) - Date.parse(a.since))
    .map((lane): TimelineLane => {
      const began = Date.parse(lane.since);
      return {
        ...lane,
        from: place(began),
        beganBefore: began < from,
        change:
          lane.change && Date.parse(lane.change.at) >= from
            ? { ...lane.change, x: place(Date.parse(lane.change.at)) }
            : null,
      };
    });
  const told = new Set(lanes.flatMap(({ change }) => (change ? [`${change.at} ${change.text}`] : [])));
  const ticks: Timeline["ticks"] = [];
  for (let at = Math.ceil(from / width.tick) * width.tick; at < to - width.tick / 2; at += width.tick)
    ticks.push({ at: new Date(at).toISOString(), x: place(at) });
  return {
    from: new Date(from).toISOString(),
    to: now.toISOString(),
    measuredTo: measuredTo ? place(measuredTo.getTime()) : 0,
    ticks,
    lanes: lanes.slice(0, mostLanes),
    more: Math.max(0, lanes.length - mostLanes),
    others: others
      .filter(({ at }) => at.getTime() >= from)
      .map((touch): TimelineChange => {
        const actor = touch.actor ? shortActor(touch.actor) : null;
        return {
          at: touch.at.toISOString(),
          x: place(touch.at.getTime()),
          text: [actor, touchWords(touch)].filter(Boolean).join(" · "),
        };
      })
      .filter(({ at, text }) => !told.has(`${at} ${text}`))
      .slice(0, mostOthers),
  };
}

type Placed = Omit<TimelineLane, "from" | "beganBefore">;

function incidentLane({
  key,
  title,
  condition,
  endpoints,
  hop,
  since,
  sinceKnown,
  change,
  noChange,
}: Incident): Placed {
  return {
    ...{ key, title, condition, since, noChange },
    text: `${endpoints} ${endpoints === 1 ? "endpoint" : "endpoints"}${hop ? ` · ${hop.replace("-", " ")}` : ""}`,
    sinceKnown,
    change: change && {
      at: change.at,
      x: 0,
      text: [change.actor && shortActor(change.actor), change.what].filter(Boolean).join(" · "),
    },
  };
}

function silentLane({ key, accounts, endpoints, lastSuccessAt }: SilentGroup): Placed[] {
  if (!lastSuccessAt) return [];
  const [first] = accounts;
  const title =
    accounts.length === 1 ? (first?.accountName ?? first?.accountId ?? "") : `${accounts.length} accounts`;
  return [
    {
      ...{ key, title, condition: "unknown", since: lastSuccessAt, sinceKnown: true, change: null },
      text: `${endpoints} ${endpoints === 1 ? "endpoint" : "endpoints"} · not reporting`,
      noChange: null,
    },
  ];
}

/** Changes that the reader should see beside what broke. */
const wantedOthers = 3;

/** Wide enough for every break of the last day and the change before it, and for the latest changes at all. */
function widthFor(incidents: readonly Incident[], others: readonly Touch[], now: number) {
  const day = 24 * hour;
  const breaks = incidents.flatMap(({ since, change }) => [
    Date.parse(since),
    change ? Date.parse(change.at) : Number.NaN,
  ]);
  const latest = others.slice(0, wantedOthers).map(({ at }) => at.getTime());
  const times = [...breaks, ...latest].filter((time) => now - time < day);
  const earliest = times.length > 0 ? Math.min(...times) : now;
  const needed = (now - earliest) * 1.15;
  return widths.find(({ span }) => span >= needed) ?? (widths.at(-1) as (typeof widths)[number]);
}
