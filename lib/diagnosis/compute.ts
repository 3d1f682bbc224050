import { type CheckAnswer, checkIds, type PathHop, pathHops, type Role, severities } from "./schema.ts";
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
  const { hops, beside } = byHop(ordered);
  const walked = (distinct.length > 0 ? distinct : [null]).map((azId) => walkLane(hops, azId));
  const lanes = walked.map(({ lane }) => lane);
  return {
    verdict: verdictOf(walked, ordered),
    lanes,
    hops: hops.map((own, i) => hopOf(own, i, lanes)),
    beside,
  };
}

/** What was answered at one hop, by role, in order. */
interface AtHop extends Record<Role, CheckAnswer[]> {
  hop: PathHop;
}

function byHop(ordered: readonly CheckAnswer[]): { hops: AtHop[]; beside: CheckAnswer[] } {
  const hops = pathHops.map(
    (hop): AtHop => ({ hop, cause: [], symptom: [], contributing: [], advisory: [] }),
  );
  const beside: CheckAnswer[] = [];
  for (const answer of ordered) {
    const at = hops[hopIndex(answer)];
    if (at) at[answer.role].push(answer);
    else beside.push(answer);
  }
  return { hops, beside };
}

interface WalkedLane {
  lane: Lane;
  cause: CheckAnswer | null;
}

function walkLane(atHops: readonly AtHop[], azId: string | null): WalkedLane {
  let cause: CheckAnswer | null = null;
  const hops = atHops.map(({ hop, cause: causes }): Lane["hops"][number] => {
    if (cause) return { hop, state: "not-judged" };
    const seen = { fail: false, pass: false, unknown: false, "not-applicable": false };
    for (const one of causes) {
      if (azId !== null && one.lanes.length > 0 && !one.lanes.includes(azId)) continue;
      seen[one.state] = true;
      if (one.state === "fail") cause ??= one;
    }
    return { hop, state: stateOf(seen) };
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

/** @param seen which answers the hop's causes gave. */
function stateOf(seen: Record<CheckAnswer["state"], boolean>): HopState {
  if (seen.fail) return "fail";
  if (seen.pass) return "pass";
  return seen["not-applicable"] && !seen.unknown ? "not-applicable" : "unknown";
}

/** @param index of the hop among those of the path. */
function hopOf(own: AtHop, index: number, lanes: readonly Lane[]): WalkedHop {
  const { hop, cause: causes, symptom: symptoms, contributing, advisory } = own;
  const states = lanes.map((lane) => lane.hops[index]?.state ?? "unknown");
  const failing = lanes.filter((_, i) => states[i] === "fail");
  const undecided: CheckAnswer["checkId"][] = [];
  for (const { state, checkId } of causes)
    if (state === "unknown" && !undecided.includes(checkId)) undecided.push(checkId);
  return {
    hop,
    state: summaryOf(states),
    failingLanes: failing.length === lanes.length ? [] : failing.flatMap(({ azId }) => azId ?? []),
    ...{ causes, symptoms, contributing, advisory, undecided },
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
  const unjudged = pathHops.filter((_, i) => walked.some(({ lane }) => lane.hops[i]?.state === "unknown"));
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
  if (broken.length === 0) return [];
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
    compareChecks(a, b) ||
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    compareText(a.lanes.join(), b.lanes.join()) ||
    compareText(a.state, b.state) ||
    compareText(a.reason, b.reason) ||
    compareText(JSON.stringify(a), JSON.stringify(b))
  );
}

type CheckPlace = Pick<CheckAnswer, "hop" | "checkId">;

/** By hop, then the order of `checkIds`. */
export const compareChecks = (a: CheckPlace, b: CheckPlace): number =>
  hopIndex(a) - hopIndex(b) || checkIndex(a) - checkIndex(b);

const order = new Map<string, number>([...pathHops, ...checkIds].map((name, i) => [name, i]));
const hopIndex = ({ hop }: Pick<CheckPlace, "hop">) => order.get(hop) ?? pathHops.length;
const checkIndex = ({ checkId }: Pick<CheckPlace, "checkId">) => order.get(checkId) ?? order.size;
const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
