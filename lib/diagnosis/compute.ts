import { type CheckAnswer, checkIds, type PathHop, pathHops, severities } from "./schema.ts";
import { sentenceOf } from "./sentence.ts";
import type { Break, HopState, Lane, Verdict, Walk, WalkedHop } from "./walkSchema.ts";

/**
 * Walks the path hop by hop in lanes by AZ ID. The first hop with a failing cause takes the verdict; symptoms never end
 * the walk nor decide a hop; contributing and advisory answers stand beside. The order of answers and lanes does not matter.
 * @param azIds zones of the endpoint; where empty, the zones that answers name; where none does, one lane without a zone
 */
export function walk(answers: readonly CheckAnswer[], azIds: readonly string[]): Walk {
  const ordered = answers.toSorted(compareAnswers);
  const zones = azIds.length > 0 ? azIds : ordered.flatMap(({ lanes }) => lanes);
  const distinct = [...new Set(zones)].sort();
  const byHop = Map.groupBy(ordered, ({ hop }) => hop);
  const causes = pathHops.map((hop) => ({
    hop,
    causes: (byHop.get(hop) ?? []).filter(({ role }) => role === "cause"),
  }));
  const walked = (distinct.length > 0 ? distinct : [null]).map((azId) => walkLane(causes, azId));
  const lanes = walked.map(({ lane }) => lane);
  return {
    verdict: verdictOf(walked, ordered),
    lanes,
    hops: pathHops.map((hop, i) => hopOf(hop, i, byHop.get(hop) ?? [], lanes)),
    beside: byHop.get("fleet") ?? [],
  };
}

interface WalkedLane {
  lane: Lane;
  cause: CheckAnswer | null;
}

function walkLane(
  hopCauses: readonly { hop: PathHop; causes: readonly CheckAnswer[] }[],
  azId: string | null,
): WalkedLane {
  let cause: CheckAnswer | null = null;
  const hops = hopCauses.map(({ hop, causes: all }): Lane["hops"][number] => {
    if (cause) return { hop, state: "not-judged" };
    const causes = all.filter(({ lanes }) => azId === null || lanes.length === 0 || lanes.includes(azId));
    cause = causes.find(({ state }) => state === "fail") ?? null;
    return { hop, state: stateOf(causes) };
  });
  const open = hops.some(({ state }) => state === "unknown");
  return {
    cause,
    lane: {
      azId,
      state: cause ? "broken" : open ? "unknown" : "standing",
      brokenAt: hops.find(({ state }) => state === "fail")?.hop ?? null,
      cause: cause ? (cause as CheckAnswer).checkId : null,
      hops,
    },
  };
}

function stateOf(causes: readonly CheckAnswer[]): HopState {
  const has = (wanted: CheckAnswer["state"]) => causes.some(({ state }) => state === wanted);
  if (has("fail")) return "fail";
  if (has("pass")) return "pass";
  return causes.length > 0 && !has("unknown") ? "not-applicable" : "unknown";
}

/** @param index of the hop among those of the path. */
function hopOf(hop: PathHop, index: number, own: readonly CheckAnswer[], lanes: readonly Lane[]): WalkedHop {
  const states = lanes.map((lane) => lane.hops[index]?.state ?? "unknown");
  const failing = lanes.filter((_, i) => states[i] === "fail");
  const open = own.filter(({ role, state }) => role === "cause" && state === "unknown");
  return {
    hop,
    state: summaryOf(states),
    failingLanes: failing.length === lanes.length ? [] : failing.flatMap(({ azId }) => azId ?? []),
    causes: own.filter(({ role }) => role === "cause"),
    symptoms: own.filter(({ role }) => role === "symptom"),
    contributing: own.filter(({ role }) => role === "contributing"),
    advisory: own.filter(({ role }) => role === "advisory"),
    undecided: [...new Set(open.map(({ checkId }) => checkId))],
  };
}

/** What stands for several lanes: the worst that was judged. */
function summaryOf(states: readonly HopState[]): HopState {
  const order: HopState[] = ["fail", "unknown", "pass", "not-applicable"];
  return order.find((state) => states.includes(state)) ?? "not-judged";
}

function verdictOf(walked: readonly WalkedLane[], answers: readonly CheckAnswer[]): Verdict {
  const breaks = breaksOf(walked);
  const [first, ...others] = breaks;
  const unjudged = pathHops.filter((hop) =>
    walked.some(({ lane }) => lane.hops.some((one) => one.hop === hop && one.state === "unknown")),
  );
  // One lost probe is worth knowing, and no reason to look for a cause.
  const symptoms = answers.filter(
    ({ role, state, severity }) => role === "symptom" && state === "fail" && severity !== "info",
  );
  const kind = first
    ? "broken"
    : symptoms.length > 0
      ? "cause-not-known"
      : unjudged.length > 0
        ? "not-known"
        : "in-order";
  const standing = walked.flatMap(({ lane }) => (lane.brokenAt === null ? (lane.azId ?? []) : []));
  const applies = walked.some(({ lane }) => lane.hops.some(({ state }) => state !== "not-applicable"));
  const beside = answers.filter(({ role, state }) => role === "contributing" && state === "fail");
  const sentence = sentenceOf({ kind, breaks, standing, symptoms, unjudged, beside, applies });
  return { kind, break: first ?? null, others, unjudged, sentence };
}

/** Lanes that break by the same answer, or by the same words, are one break; the earliest hop first. */
function breaksOf(walked: readonly WalkedLane[]): Break[] {
  const broken = walked.filter(({ cause }) => cause !== null);
  const groups = Map.groupBy(broken, ({ cause }) => `${cause?.checkId} ${cause?.reason}`);
  return [...groups.values()]
    .flatMap((own): Break[] => {
      const [{ cause, lane } = { cause: null, lane: null }] = own;
      if (!cause || !lane?.brokenAt) return [];
      const azIds = own.flatMap((one) => one.lane.azId ?? []);
      return [{ hop: lane.brokenAt, lanes: own.length === walked.length ? [] : azIds, cause }];
    })
    .toSorted((a, b) => compareAnswers(a.cause, b.cause) || (a.lanes.join() < b.lanes.join() ? -1 : 1));
}

/** By hop, then the order of `checkIds`, which has deeper causes first (a rejected endpoint before its groups), then the worst. */
export function compareAnswers(a: CheckAnswer, b: CheckAnswer): number {
  return (
    hopIndex(a) - hopIndex(b) ||
    checkIndex(a) - checkIndex(b) ||
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    compareText(a.lanes.join(), b.lanes.join()) ||
    compareText(a.state, b.state) ||
    compareText(a.reason, b.reason) ||
    compareText(JSON.stringify(a), JSON.stringify(b))
  );
}

const order = new Map<string, number>([...pathHops, ...checkIds].map((name, i) => [name, i]));
const hopIndex = ({ hop }: CheckAnswer) => order.get(hop) ?? pathHops.length;
const checkIndex = ({ checkId }: CheckAnswer) => order.get(checkId) ?? order.size;
const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
