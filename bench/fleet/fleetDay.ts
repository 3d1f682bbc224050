import type { AnsweredUnit } from "#lib/metrics/answered.ts";
import { endpointFamily } from "#lib/metrics/tables.ts";
import { findSeries } from "#simulator/fleet/metric-catalog.ts";
import { privateSubnet } from "#simulator/fleet/network.ts";
import type { EndpointSpec } from "#simulator/fleet/types.ts";
import { startSimulator } from "#simulator/server.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const day = Date.parse("2026-11-17T00:00:00Z");

/** The minutes of a day in which something was published, by series: subnet, or '' for the whole. */
type PublishedMinutes = Map<string, Set<number>>;

export interface Sample {
  endpoints: { accountId: string; region: string; id: string; published: PublishedMinutes }[];
  /** Endpoints with any traffic in the day. */
  carrying: number;
}

/** Endpoints of a generated fleet that CloudWatch measures, busy and silent ones as they come, over a day. */
export async function sampleOfFleet(size: number): Promise<Sample> {
  const simulator = await startSimulator({
    now: day + dayMs,
    fleet: { accounts: 20, regions: 1, endpoints: size * 4 },
  });
  try {
    const { fleet, traffic } = simulator;
    const measurable = fleet.plan.endpoints.filter(
      ({ type, serviceRegion, region }) => type === "Interface" && (serviceRegion ?? region) === region,
    );
    const published = (endpoint: EndpointSpec, subnetId: string): Set<number> => {
      const { accountId, region } = endpoint;
      const series = findSeries(
        { fleet, traffic, accountId, region, now: day + dayMs, subnetGrainOnly: false },
        "AWS/PrivateLinkEndpoints",
        "BytesProcessed",
        [
          { Name: "Endpoint Type", Value: endpoint.type },
          { Name: "Service Name", Value: endpoint.serviceName },
          { Name: "VPC Endpoint Id", Value: endpoint.id },
          { Name: "VPC Id", Value: endpoint.vpc.id },
          ...(subnetId ? [{ Name: "Subnet Id", Value: subnetId }] : []),
        ],
      );
      const minutes = new Set<number>();
      for (let minute = 0; minute < 1440; minute++) {
        const at = day / minuteMs + minute;
        if (series?.hasData(at, at + 1)) minutes.add(minute);
      }
      return minutes;
    };
    const endpoints = measurable.slice(0, size).map((endpoint) => ({
      accountId: endpoint.accountId,
      region: endpoint.region,
      id: endpoint.id,
      published: new Map(
        ["", ...endpoint.azIds.map((azId) => privateSubnet(endpoint.vpc, azId).id)].map((id) => [
          id,
          published(endpoint, id),
        ]),
      ),
    }));
    return { endpoints, carrying: endpoints.filter(({ published }) => published.get("")?.size).length };
  } finally {
    await simulator.close();
  }
}

const columns = endpointFamily.values.map(({ column }) => column);
const groups = [
  { columns: columns.slice(0, 1), suffix: "" },
  { columns: columns.slice(1), suffix: "-detail" },
];

/** The answers of a day, hour by hour and group by group, as they come in. */
export function* dayOfAnswers({ endpoints }: Sample) {
  for (let hour = 0; hour < 24; hour++) {
    for (const group of groups) {
      const from = day + hour * hourMs;
      const now = new Date(from + hourMs + 5 * minuteMs);
      for (const [accountId, own] of Map.groupBy(endpoints, (endpoint) => endpoint.accountId)) {
        const units = own.flatMap(({ id, published }) => [
          unitOf(id, `endpoint${group.suffix}`, [...published].slice(0, 1), group.columns, from),
          unitOf(id, `subnet${group.suffix}`, [...published].slice(1), group.columns, from),
        ]);
        yield { scope: { accountId, region: own[0]?.region ?? "" }, units, now };
      }
    }
  }
}

function spanOf(series: [string, Set<number>][]): AnsweredUnit["span"] {
  return series.some(([, minutes]) => minutes.size > 0)
    ? { first: new Date(day), last: new Date(day) }
    : undefined;
}

function unitOf(
  id: string,
  grain: string,
  series: [string, Set<number>][],
  asked: string[],
  from: number,
): AnsweredUnit {
  const start = new Date(day);
  return {
    ...{
      namespace: "AWS/PrivateLinkEndpoints",
      resourceId: id,
      grain,
      to: new Date(from + hourMs),
      span: spanOf(series),
    },
    ranges: [
      {
        ...{ resolution: "1m", from, to: from + hourMs },
        series: series.map(([subnetId, minutes]) => ({
          ...{ key: [id, subnetId], labels: [subnetId ? "use1-az1" : null], columns: asked },
          buckets: new Map(
            [...minutes].flatMap((minute) => {
              const ts = day + minute * minuteMs;
              const values = asked.map((_, i) => Math.round(1000 * (i + 1) * (1 + Math.sin(minute))) + 1);
              return ts >= from && ts < from + hourMs ? [[ts, values] as const] : [];
            }),
          ),
        })),
      },
    ],
    collectedFrom: { "1m": start, "5m": start, "1h": start, "1d": start },
  };
}
