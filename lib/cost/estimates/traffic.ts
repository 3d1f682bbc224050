import { shareOut } from "./money.ts";
import type { EndpointEvidence, EstimateReason } from "./schema.ts";

const dayMs = 86_400_000;
/** An endpoint that was deleted is not asked for again: its last minutes may never have been published. */
const lastMinutesMs = 3_600_000;
/** The whole and its zones are rounded to bytes apart, in every bucket: they differ by less than this. */
const sameShare = 0.001;

/** Bytes of an endpoint on a day, or why nobody knows them. */
export function bytesOfDay(
  evidence: EndpointEvidence,
  day: number,
  dayStart: number,
): { bytes: number } | { reason: EstimateReason } {
  const { region, serviceRegion, vpcEndpointType, traffic, deletedAt, createdAt, seenTo } = evidence;
  if (serviceRegion !== null && serviceRegion !== region) return { reason: "not-measurable" };
  const lattice = /^(resource|servicenetwork)$/i.test(vpcEndpointType);
  const published = evidence.bytes.get(day);
  // Whether CloudWatch publishes anything of these is not documented: silence proves nothing.
  if (lattice && published === undefined) return { reason: "not-published" };
  if (!traffic) return { reason: "before-collection" };
  const dayEnd = dayStart + dayMs;
  const from = Math.max(dayStart, createdAt.getTime());
  if (traffic.from.getTime() > from && published === undefined) return { reason: "before-collection" };
  const running = dayEnd > seenTo.getTime();
  const needed = running ? dayStart : Math.min(dayEnd, (deletedAt?.getTime() ?? Infinity) - lastMinutesMs);
  if (traffic.to.getTime() < needed) return { reason: "not-collected-yet" };
  return { bytes: published ?? 0 };
}

/** Bytes by zone; '' holds what is not known by zone. The parts add up to the whole exactly. */
export function bytesByZone(
  bytes: number,
  azIds: readonly string[],
  zoneBytes: ReadonlyMap<string, ReadonlyMap<number, number>>,
  day: number,
): Map<string, number> {
  if (bytes === 0) return new Map(azIds.map((azId) => [azId, 0]));
  const [only] = azIds;
  if (azIds.length === 1 && only !== undefined) return new Map([[only, bytes]]);
  const known = [...zoneBytes].flatMap(([azId, days]): [string, number][] => {
    const of = days.get(day);
    return of === undefined ? [] : [[azId, of]];
  });
  const sum = known.reduce((added, [, of]) => added + of, 0);
  if (sum === 0) return new Map([["", bytes]]);
  if (sum >= bytes * (1 - sameShare)) {
    const shared = shareOut(
      bytes,
      known.map(([, of]) => of),
    );
    return withZeros(
      azIds,
      known.map(([azId], index) => [azId, shared[index] as number]),
    );
  }
  const named = known.filter(([azId]) => azId !== "");
  const rest = bytes - named.reduce((added, [, of]) => added + of, 0);
  return new Map([...named, ["", rest]]);
}

function withZeros(azIds: readonly string[], known: [string, number][]): Map<string, number> {
  return new Map([...azIds.map((azId): [string, number] => [azId, 0]), ...known]);
}
