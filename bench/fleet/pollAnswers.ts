import type { AnsweredUnit } from "#lib/metrics/answered.ts";
import { endpointFamily } from "#lib/metrics/tables.ts";

export interface Size {
  endpoints: number;
  /** Endpoints of one account and region, which are stored together. */
  endpointsPerScope: number;
  minutes: number;
}

type Columns = "all" | "traffic" | "detail";

/** Which metrics are asked for together, and how often. */
export interface Asking {
  title: string;
  groups: { columns: Columns; everyMinutes: number }[];
}

interface Poll {
  columns: Columns;
  start: number;
  /** Minutes since the start: asked before up to here, and from here to there now. */
  before: number;
  from: number;
  to: number;
  now: Date;
}

/** How an endpoint is asked, and what is said of it. */
export const askings: Asking[] = [
  { title: "all metrics every hour", groups: [{ columns: "all", everyMinutes: 60 }] },
  { title: "all metrics every 15 minutes", groups: [{ columns: "all", everyMinutes: 15 }] },
  {
    title: "as active endpoints are asked: bytes every 15 minutes, the rest every 2 hours",
    groups: [
      { columns: "traffic", everyMinutes: 15 },
      { columns: "detail", everyMinutes: 120 },
    ],
  },
  {
    title: "as watched endpoints are asked: both every 5 minutes",
    groups: [
      { columns: "traffic", everyMinutes: 5 },
      { columns: "detail", everyMinutes: 5 },
    ],
  },
];

const minuteMs = 60_000;

export function columnsAsked(columns: Columns): string[] {
  const all = endpointFamily.values.map(({ column }) => column);
  if (columns === "all") return all;
  return columns === "traffic" ? all.slice(0, 1) : all.slice(1);
}

/** What CloudWatch says of an endpoint in a minute: busy ones differ from minute to minute, as real ones do. */
function valuesAt(endpoint: number, minute: number): number[] {
  const noise = ((endpoint * 7919 + minute * 104_729) % 1000) / 1000;
  const busy = 1 + (endpoint % 40);
  const average = Math.round(busy * (5 + noise * 3) * 1000) / 1000;
  return [
    Math.round(busy * 80_000 * (0.5 + noise)),
    Math.round(busy * noise * 3),
    0,
    Math.round(noise * 2),
    average,
    Math.ceil(average * 1.4),
    Math.floor(average * 0.6),
  ];
}

const accountOf = (endpoint: number, { endpointsPerScope }: Size) =>
  `${Math.floor(endpoint / endpointsPerScope) + 1}`.padStart(12, "0");
const idOf = (endpoint: number) => `vpce-${endpoint.toString(16).padStart(17, "0")}`;

/** Rows of all minutes as text for COPY, as they arrive: endpoint by endpoint within what one poll brings. */
export function asMinutes(
  size: Size,
  start: number,
  { columns, everyMinutes }: Asking["groups"][number],
): string[] {
  const chunks: string[] = [];
  const asked = columnsAsked(columns);
  const places = asked.map((column) => columnsAsked("all").indexOf(column));
  const part = columns === "detail" ? 1 : 0;
  for (let from = 0; from < size.minutes; from += everyMinutes) {
    for (let endpoint = 0; endpoint < size.endpoints; endpoint++) {
      let text = "";
      for (let minute = from; minute < Math.min(from + everyMinutes, size.minutes); minute++) {
        const head = `${accountOf(endpoint, size)}\t${idOf(endpoint)}\t`;
        const ts = new Date(start + minute * minuteMs).toISOString();
        const values = valuesAt(endpoint, minute);
        text += `${head}\t${ts}\t${part}\t\\N\t${places.map((place) => values[place]).join("\t")}\n`;
      }
      chunks.push(text);
    }
  }
  return chunks;
}

/** The polls of an asking in order of time, each with the overlap that the collector asks for again. */
export function* pollsOf({ minutes }: Size, { groups }: Asking, start: number): Generator<Poll> {
  for (let to = 1; to <= minutes; to++) {
    for (const { columns, everyMinutes } of groups) {
      if (to % everyMinutes !== 0) continue;
      const before = to - everyMinutes;
      const overlap = Math.floor(before / 60) === Math.floor(to / 60) ? 10 : 60;
      const now = new Date(start + (to + 5) * minuteMs);
      yield { columns, start, before, from: Math.max(0, before - overlap), to, now };
    }
  }
}

/** What is answered to one poll, by account. */
export function answersOf(size: Size, { columns, start, from, to }: Poll) {
  const asked = columnsAsked(columns);
  const all = columnsAsked("all");
  const places = asked.map((column) => all.indexOf(column));
  const scopes = new Map<string, { scope: { accountId: string; region: string }; units: AnsweredUnit[] }>();
  for (let endpoint = 0; endpoint < size.endpoints; endpoint++) {
    const accountId = accountOf(endpoint, size);
    const entry = scopes.get(accountId) ?? { scope: { accountId, region: "us-east-1" }, units: [] };
    scopes.set(accountId, entry);
    const buckets = new Map<number, number[]>();
    for (let minute = from; minute < to; minute++) {
      const values = valuesAt(endpoint, minute);
      buckets.set(
        start + minute * minuteMs,
        places.map((place) => values[place] as number),
      );
    }
    const at = (minute: number) => start + minute * minuteMs;
    entry.units.push({
      namespace: "AWS/PrivateLinkEndpoints",
      resourceId: idOf(endpoint),
      grain: columns === "detail" ? "endpoint-detail" : "endpoint",
      ranges: [
        {
          resolution: "1m",
          from: at(from),
          to: at(to),
          series: [{ key: [idOf(endpoint), ""], labels: [null], columns: asked, buckets }],
        },
      ],
      to: new Date(at(to)),
      collectedFrom: {
        "1m": new Date(start),
        "5m": new Date(start),
        "1h": new Date(start),
        "1d": new Date(start),
      },
      span: { first: new Date(at(from)), last: new Date(at(to - 1)) },
    });
  }
  return [...scopes.values()];
}
