/** The bill by endpoint and zone, for those who opted in: adds up to the bill, line by line and day by day. */
import { type BillLine, VPC_SERVICE } from "./bill-line.ts";
import { billedHours, billedUntil, endpointUsageTypes } from "./bills.ts";
import type { Fleet } from "./fleet.ts";
import { regionInfo, zoneNames } from "./regions.ts";
import type { Traffic } from "./traffic.ts";
import type { EndpointSpec } from "./types.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const GIGABYTE = 2 ** 30;

/** What a bill line without a resource or a zone says in their place. */
export const NO_RESOURCE = "NoResourceId";
export const NO_ZONE = "NoAZ";

const kept = new WeakMap<BillLine[], BillLine[]>();

interface Source {
  fleet: Fleet;
  traffic: Traffic;
  region: string;
  /** `2026-03` */
  month: string;
  now: number;
}

/** The lines of a region's month, those of endpoints split by endpoint and zone, the others as they are. */
export function itemize(lines: BillLine[], { fleet, traffic, region, month, now }: Source): BillLine[] {
  const known = kept.get(lines);
  if (known) return known;
  const start = Date.parse(`${month}-01T00:00:00Z`);
  const until = billedUntil(start, now);
  const found = lines.flatMap((line) => {
    if (line.service !== VPC_SERVICE || line.recordType !== "Usage") return [line];
    const endpoints = fleet.allEndpoints(line.accountId, region);
    const parts = endpoints.flatMap((one) => partsOf(line, one, traffic, start, until));
    return parts.length > 0 ? parts : [line];
  });
  kept.set(lines, found);
  return found;
}

function partsOf(
  line: BillLine,
  endpoint: EndpointSpec,
  traffic: Traffic,
  start: number,
  until: number,
): BillLine[] {
  const { accountId, region, id, type, state, azIds } = endpoint;
  if (type === "Gateway" || state === "deleted") return [];
  const usage = endpointUsageTypes(endpoint, regionInfo(region));
  const names = zoneNames(accountId, region);
  const part = (azId: string | undefined, quantityOf: (from: number, to: number) => number): BillLine => {
    const quantity = new Float64Array(31);
    const cost = new Float64Array(31);
    for (let day = 0; day < 31; day++) {
      const billed = line.quantity[day] as number;
      const from = start + day * DAY;
      if (billed === 0 || from >= until) continue;
      const used = quantityOf(from, Math.min(from + DAY, until));
      quantity[day] = used;
      cost[day] = (used * (line.cost[day] as number)) / billed;
    }
    const resourceId = `arn:aws:ec2:${region}:${accountId}:vpc-endpoint/${id}`;
    return { ...line, resourceId, zone: azId && names.get(azId), quantity, cost };
  };
  if (line.usageType === usage.hours) {
    const zones = azIds.length > 0 ? azIds : [undefined];
    return zones.map((azId) => part(azId, (from, to) => billedHours(endpoint, from, to)));
  }
  if (line.usageType !== usage.bytes) return [];
  return traffic
    .lanesOf(endpoint)
    .map(({ azId, lane }) =>
      part(azId, (from, to) => lane.sum("bytes", from / 60_000, to / 60_000) / GIGABYTE),
    );
}
