const dayMs = 86_400_000;

/** What was stored of one day: '' for the whole of it, or of one zone. */
export interface TrafficDay {
  azId: string;
  ts: Date;
  bytes: number | null;
  connections: number | null;
  resets: number | null;
}

/** For which time a series has been asked for, without a hole. */
export interface TrafficMark {
  azId: string;
  collectedFrom: Date;
  watermark: Date;
}

/** A zone's sums over the days. Null: never asked for. */
export interface ZoneTraffic {
  azId: string;
  bytes: number | null;
  connections: number | null;
  resets: number | null;
}

/** Traffic of a service or a load balancer by day. */
export interface ProviderTraffic {
  /** Up to when it has been asked for; null: never. */
  asOf: string | null;
  /** The first day (UTC) of `days`. */
  from: string;
  /** Bytes by day, oldest first; null is a day that was not asked for in full, 0 one without traffic. */
  days: (number | null)[];
  daysCollected: number;
  /** Sums over the days that were collected; null where none was. */
  bytes: number | null;
  connections: number | null;
  resets: number | null;
  zones: ZoneTraffic[];
}

/**
 * Daily traffic of the last `days` days before `now`, the day that is not over included. CloudWatch publishes nothing
 * where nothing flows: a day inside of what was asked for is 0, any other is not known.
 */
export function prepareTraffic(
  stored: readonly TrafficDay[],
  marks: readonly TrafficMark[],
  now: Date,
  days = 30,
): ProviderTraffic {
  const today = Math.floor(now.getTime() / dayMs);
  const first = today - days + 1;
  const [whole] = marks.filter(({ azId }) => azId === "");
  const own = stored.filter(({ azId, ts }) => azId === "" && placeOf(ts, first) >= 0);
  const values = Array.from({ length: days }, (_, index): number | null => {
    const found = own.find(({ ts }) => placeOf(ts, first) === index)?.bytes;
    return found ?? (isAsked(whole, (first + index) * dayMs) ? 0 : null);
  });
  const sum = (rows: readonly TrafficDay[], field: "bytes" | "connections" | "resets") =>
    rows.reduce((total, row) => total + (row[field] ?? 0), 0);
  const known = values.some((value) => value !== null);
  return {
    asOf: whole?.watermark.toISOString() ?? null,
    from: new Date(first * dayMs).toISOString().slice(0, 10),
    days: values,
    daysCollected: values.filter((value) => value !== null).length,
    bytes: known ? sum(own, "bytes") : null,
    connections: known ? sum(own, "connections") : null,
    resets: known ? sum(own, "resets") : null,
    zones: zonesOf(stored, marks).map((azId) => {
      const rows = stored.filter((row) => row.azId === azId && placeOf(row.ts, first) >= 0);
      const asked = rows.length > 0 || marks.some((mark) => mark.azId === azId);
      const value = (field: "bytes" | "connections" | "resets") => (asked ? sum(rows, field) : null);
      return { azId, bytes: value("bytes"), connections: value("connections"), resets: value("resets") };
    }),
  };
}

const placeOf = (ts: Date, first: number) => Math.floor(ts.getTime() / dayMs) - first;

/** A day was asked for when the series covers some of it: the first and the last are there in part. */
const isAsked = (mark: TrafficMark | undefined, start: number) =>
  mark !== undefined && mark.collectedFrom.getTime() < start + dayMs && mark.watermark.getTime() > start;

function zonesOf(stored: readonly TrafficDay[], marks: readonly TrafficMark[]): string[] {
  const zones = new Set([...stored, ...marks].map(({ azId }) => azId).filter((azId) => azId !== ""));
  return [...zones].sort();
}
