import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { CheckAnswer, EvidenceItem } from "./schema.ts";
import type { Walk } from "./walkSchema.ts";

/** Nine walks in ten are packed into less than a chunk; what is left of it is memory for nothing until they are stored. */
const fastest = { chunkSize: 4096, params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/**
 * A walk as it is stored: its values in their order, without names, as JSON packed by zstd. An evaluation writes one for
 * each endpoint: names would be half of what is written and packed.
 */
export const packWalk = (walk: Walk): Buffer => zstdCompressSync(JSON.stringify(bareOf(walk)), fastest);

/** Walks with names, as they were stored before, are read as well. */
export function unpackWalk(packed: Buffer): Walk {
  const stored: BareWalk | Walk = JSON.parse(zstdDecompressSync(packed).toString("utf8"));
  return Array.isArray(stored) ? walkOf(stored) : stored;
}

type BareAnswer = [
  ...[checkId: CheckAnswer["checkId"], hop: CheckAnswer["hop"], state: CheckAnswer["state"]],
  ...[role: CheckAnswer["role"], severity: CheckAnswer["severity"], reason: string],
  ...[lanes: string[], since: string | null, evidence: (string | null)[]],
];
type Lane = Walk["lanes"][number];
type Hop = Walk["hops"][number];
type BareLane = [
  Lane["azId"],
  Lane["state"],
  Lane["brokenAt"],
  Lane["cause"],
  Lane["hops"][number]["state"][],
];
type BareHop = [
  ...[hop: Hop["hop"], state: Hop["state"], failingLanes: string[], undecided: Hop["undecided"]],
  ...[causes: BareAnswer[], symptoms: BareAnswer[], contributing: BareAnswer[], advisory: BareAnswer[]],
];
/** The hops of lanes are those of the walk, in their order. */
type BareWalk = [verdict: Walk["verdict"], lanes: BareLane[], hops: BareHop[], beside: BareAnswer[]];

function bareOf({ verdict, lanes, hops, beside }: Walk): BareWalk | Walk {
  const names = hops.map(({ hop }) => hop);
  // What is no whole walk is kept as it is.
  const whole = lanes.every(
    (lane) => lane.hops.length === names.length && lane.hops.every(({ hop }, i) => hop === names[i]),
  );
  if (!whole) return { verdict, lanes, hops, beside };
  return [
    verdict,
    lanes.map(({ azId, state, brokenAt, cause, hops: own }) => [
      ...([azId, state, brokenAt, cause] as const),
      own.map((one) => one.state),
    ]),
    hops.map(({ hop, state, failingLanes, undecided, causes, symptoms, contributing, advisory }) => [
      ...([hop, state, failingLanes, undecided] as const),
      ...([causes.map(bareAnswer), symptoms.map(bareAnswer)] as const),
      ...([contributing.map(bareAnswer), advisory.map(bareAnswer)] as const),
    ]),
    beside.map(bareAnswer),
  ];
}

function bareAnswer(answer: CheckAnswer): BareAnswer {
  const { checkId, hop, state, role, severity, reason, lanes, since } = answer;
  const evidence: (string | null)[] = [];
  for (const { label, value, observedAt, source, resourceId } of answer.evidence)
    evidence.push(label, value, observedAt, source, resourceId);
  return [checkId, hop, state, role, severity, reason, lanes, since, evidence];
}

function walkOf([verdict, lanes, hops, beside]: BareWalk): Walk {
  return {
    verdict,
    lanes: lanes.map(([azId, state, brokenAt, cause, states]) => ({
      ...{ azId, state, brokenAt, cause },
      hops: states.map((one, i) => ({ hop: (hops[i] as BareHop)[0], state: one })),
    })),
    hops: hops.map(([hop, state, failingLanes, undecided, causes, symptoms, contributing, advisory]) => ({
      ...{ hop, state, failingLanes },
      ...{ causes: causes.map(answerOf), symptoms: symptoms.map(answerOf) },
      ...{ contributing: contributing.map(answerOf), advisory: advisory.map(answerOf) },
      undecided,
    })),
    beside: beside.map(answerOf),
  };
}

function answerOf(bare: BareAnswer): CheckAnswer {
  const [checkId, hop, state, role, severity, reason, lanes, since, values] = bare;
  const evidence: EvidenceItem[] = [];
  for (let i = 0; i < values.length; i += 5) {
    const [label, value, observedAt, source, resourceId] = values.slice(i, i + 5);
    evidence.push({
      ...{ label: label as string, value: value as string, observedAt: observedAt ?? null },
      ...{ source: source as string, resourceId: resourceId ?? null },
    });
  }
  return { checkId, hop, state, role, severity, reason, evidence, lanes, since };
}
