const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A time in which something existed, ms; `to` exclusive. */
export interface Span {
  from: number;
  to: number;
}

const hourBefore = (time: number) => Math.floor(time / hourMs) * hourMs;
/** The end of the last hour that a span has begun, of one that ends at once as well. */
const hourAfter = ({ from, to }: Span) =>
  Math.max(Math.ceil(to / hourMs) * hourMs, hourBefore(from) + hourMs);

/**
 * Hours of a day that are charged for something that existed in these spans: every clock hour in which it existed at
 * all counts as a whole one, and once. https://aws.amazon.com/privatelink/pricing/ ("each partial hour consumed is
 * billed as a full hour").
 * @param spans in order of time.
 * @param dayStart ms, 00:00 UTC.
 */
export function hoursOfDay(spans: readonly Span[], dayStart: number): number {
  let hours = 0;
  let counted = dayStart;
  for (const span of spans) {
    const from = Math.max(hourBefore(span.from), counted);
    const to = Math.min(hourAfter(span), dayStart + dayMs);
    if (to <= from) continue;
    hours += (to - from) / hourMs;
    counted = to;
  }
  return hours;
}

/** The spans in which a thing was in each zone, from what its zones were since when, and its end. */
export function zoneSpans(
  zones: readonly { from: Date; azIds: readonly string[] }[],
  end: number,
): Map<string, Span[]> {
  const found = new Map<string, Span[]>();
  for (const [index, { from, azIds }] of zones.entries()) {
    const to = Math.min(zones[index + 1]?.from.getTime() ?? end, end);
    if (to < from.getTime()) continue;
    for (const azId of azIds) {
      const spans = found.get(azId) ?? [];
      found.set(azId, spans);
      spans.push({ from: from.getTime(), to });
    }
  }
  return found;
}
