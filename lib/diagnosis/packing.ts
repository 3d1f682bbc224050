import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { CheckAnswer, EvidenceItem, Role } from "./schema.ts";
import type { Walk } from "./walkSchema.ts";

/** Nine walks in ten are packed into less than a chunk; what is left of it is memory for nothing until they are stored. */
const fastest = { chunkSize: 4096, params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/**
 * A walk as it is stored: its values in their order, without names and without what follows from their place, as JSON
 * packed by zstd. An evaluation writes one for each endpoint: names would be half of what is written and packed.
 */
export const packWalk = (walk: Walk): Buffer => zstdCompressSync(JSON.stringify(bareOf(walk)), fastest);

/** Walks as they were stored before, with more in them, are read as well. */
export function unpackWalk(packed: Buffer): Walk {
  const stored: BareWalk | EarlierWalk | Walk = JSON.parse(zstdDecompressSync(packed).toString("utf8"));
  if (!Array.isArray(stored)) return stored;
  return stored.length === 5 ? walkOf(stored) : earlierWalkOf(stored);
}

/** By which a walk of today is told from an earlier one: that had four parts. */
const form = 2;

/**
 * What is usual is left out at the end: no evidence, every lane, and no time since when. Where the reason is that of the
 * answer before: 0.
 */
type BareAnswer = [
  ...[checkId: CheckAnswer["checkId"], state: CheckAnswer["state"], severity: CheckAnswer["severity"]],
  ...[reason: string | 0, evidence?: BareEvidence, lanes?: string[], since?: string | null],
];
/** Five values for each item. Where one is seen at the same time and by the same source as the one before: 0. */
type BareEvidence = (string | null | 0)[];

/**
 * What was said last, as a walk is written and read from its first hop to what lies beside it: many answers in a row
 * give one reason, and go by one look at one resource. Walks of earlier versions begin anew with each answer.
 */
interface Last {
  reason?: string;
  item?: EvidenceItem;
}
type Lane = Walk["lanes"][number];
type Hop = Walk["hops"][number];
type BareLane = [
  Lane["azId"],
  Lane["state"],
  Lane["brokenAt"],
  Lane["cause"],
  Lane["hops"][number]["state"][],
];
/** Answers by role; of one role and this hop each, but for those that are given with both. */
type BareHop = [
  ...[hop: Hop["hop"], state: Hop["state"], failingLanes: string[], undecided: Hop["undecided"]],
  ...[causes: BareAnswer[], symptoms: BareAnswer[], contributing: BareAnswer[], advisory: BareAnswer[]],
];
type BesideAnswer = [hop: CheckAnswer["hop"], role: Role, answer: BareAnswer];
/** The hops of lanes are those of the walk, in their order. */
type BareWalk = [
  ...[form: typeof form, verdict: Walk["verdict"], lanes: BareLane[], hops: BareHop[]],
  ...[beside: BesideAnswer[]],
];

function bareOf({ verdict, lanes, hops, beside }: Walk): BareWalk | Walk {
  const names = hops.map(({ hop }) => hop);
  // What is no whole walk is kept as it is.
  const whole = lanes.every(
    (lane) => lane.hops.length === names.length && lane.hops.every(({ hop }, i) => hop === names[i]),
  );
  if (!whole) return { verdict, lanes, hops, beside };
  const last: Last = {};
  const bare = (answer: CheckAnswer) => bareAnswer(answer, last);
  return [
    ...([form, verdict] as const),
    lanes.map(({ azId, state, brokenAt, cause, hops: own }) => [
      ...([azId, state, brokenAt, cause] as const),
      own.map((one) => one.state),
    ]),
    hops.map(({ hop, state, failingLanes, undecided, causes, symptoms, contributing, advisory }) => [
      ...([hop, state, failingLanes, undecided] as const),
      ...([causes.map(bare), symptoms.map(bare), contributing.map(bare), advisory.map(bare)] as const),
    ]),
    beside.map((answer) => [answer.hop, answer.role, bare(answer)]),
  ];
}

function bareAnswer(answer: CheckAnswer, last: Last): BareAnswer {
  const { checkId, state, severity, evidence, lanes, since } = answer;
  const reason = answer.reason === last.reason ? 0 : answer.reason;
  last.reason = answer.reason;
  if (since !== null) return [checkId, state, severity, reason, bareEvidence(evidence, last), lanes, since];
  if (lanes.length > 0) return [checkId, state, severity, reason, bareEvidence(evidence, last), lanes];
  if (evidence.length > 0) return [checkId, state, severity, reason, bareEvidence(evidence, last)];
  return [checkId, state, severity, reason];
}

function bareEvidence(evidence: readonly EvidenceItem[], last: Last): BareEvidence {
  const values: BareEvidence = [];
  for (const one of evidence) {
    const before = last.item;
    values.push(one.label, one.value);
    if (before && one.observedAt === before.observedAt) values.push(0);
    else values.push(one.observedAt);
    if (before && one.source === before.source) values.push(0);
    else values.push(one.source);
    if (before && one.resourceId === before.resourceId) values.push(0);
    else values.push(one.resourceId);
    last.item = one;
  }
  return values;
}

function walkOf([, verdict, lanes, hops, beside]: BareWalk): Walk {
  const last: Last = {};
  return {
    verdict,
    lanes: lanesOf(
      lanes,
      hops.map(([hop]) => hop),
    ),
    hops: hops.map(([hop, state, failingLanes, undecided, causes, symptoms, contributing, advisory]) => {
      const answers = (role: Role, bare: BareAnswer[]) => bare.map((one) => answerOf(hop, role, one, last));
      return {
        ...{ hop, state, failingLanes },
        ...{ causes: answers("cause", causes), symptoms: answers("symptom", symptoms) },
        ...{
          contributing: answers("contributing", contributing),
          advisory: answers("advisory", advisory),
        },
        undecided,
      };
    }),
    beside: beside.map(([hop, role, answer]) => answerOf(hop, role, answer, last)),
  };
}

const lanesOf = (lanes: readonly BareLane[], hops: readonly Hop["hop"][]): Lane[] =>
  lanes.map(([azId, state, brokenAt, cause, states]) => ({
    ...{ azId, state, brokenAt, cause },
    hops: states.map((one, i) => ({ hop: hops[i] as Hop["hop"], state: one })),
  }));

function answerOf(hop: CheckAnswer["hop"], role: Role, bare: BareAnswer, last: Last): CheckAnswer {
  const [checkId, state, severity, said, evidence = [], lanes = [], since = null] = bare;
  const reason = said === 0 ? (last.reason ?? "") : said;
  last.reason = reason;
  return { checkId, hop, state, role, severity, reason, evidence: evidenceOf(evidence, last), lanes, since };
}

function evidenceOf(values: BareEvidence, last: Last): EvidenceItem[] {
  const evidence: EvidenceItem[] = [];
  for (let i = 0; i < values.length; i += 5) {
    const [label, value, observedAt, source, resourceId] = values.slice(i, i + 5);
    const before = last.item;
    last.item = {
      ...{ label: label as string, value: value as string },
      observedAt: observedAt === 0 ? (before?.observedAt ?? null) : (observedAt ?? null),
      source: source === 0 ? (before?.source ?? "") : (source as string),
      resourceId: resourceId === 0 ? (before?.resourceId ?? null) : (resourceId ?? null),
    };
    evidence.push(last.item);
  }
  return evidence;
}

/** Until a walk is written anew, an hour after an upgrade at the latest, it is as an earlier version stored it. */
type EarlierAnswer = [
  ...[checkId: CheckAnswer["checkId"], hop: CheckAnswer["hop"], state: CheckAnswer["state"], role: Role],
  ...[severity: CheckAnswer["severity"], reason: string, lanes: string[], since: string | null],
  evidence: BareEvidence,
];
type EarlierHop = [
  ...[hop: Hop["hop"], state: Hop["state"], failingLanes: string[], undecided: Hop["undecided"]],
  ...[EarlierAnswer[], EarlierAnswer[], EarlierAnswer[], EarlierAnswer[]],
];
type EarlierWalk = [
  ...[verdict: Walk["verdict"], lanes: BareLane[], hops: EarlierHop[], beside: EarlierAnswer[]],
];

function earlierWalkOf([verdict, lanes, hops, beside]: EarlierWalk): Walk {
  const answers = (bare: readonly EarlierAnswer[]) =>
    bare.map(([checkId, hop, state, role, severity, reason, lanes, since, evidence]) =>
      answerOf(hop, role, [checkId, state, severity, reason, evidence, lanes, since], {}),
    );
  return {
    verdict,
    lanes: lanesOf(
      lanes,
      hops.map(([hop]) => hop),
    ),
    hops: hops.map(([hop, state, failingLanes, undecided, causes, symptoms, contributing, advisory]) => ({
      ...{ hop, state, failingLanes, causes: answers(causes), symptoms: answers(symptoms) },
      ...{ contributing: answers(contributing), advisory: answers(advisory), undecided },
    })),
    beside: answers(beside),
  };
}
