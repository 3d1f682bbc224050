/** Flow-log records of the network interfaces of endpoints: what gets through, and who is turned away. */
import type { Fleet } from "./fleet.ts";
import { fold, hashString, unit } from "./hash.ts";
import { endpointInterfaces, type InterfaceSpec } from "./network.ts";
import { groupsAllow, portOf } from "./reach.ts";
import { regionInfo } from "./regions.ts";
import { cumulativeWeights } from "./rhythm.ts";
import type { Traffic } from "./traffic.ts";
import type { EndpointSpec, VpcSpec } from "./types.ts";

/** One record: an interface, a minute, a source, a port. */
export interface FlowRecord {
  endpoint: EndpointSpec;
  interfaceId: string;
  /** Minutes since 1970. */
  minute: number;
  action: "ACCEPT" | "REJECT";
  srcAddr: string;
  dstAddr: string;
  srcPort: number;
  dstPort: number;
  packets: number;
  bytes: number;
}

/** Minutes [from, to) since 1970. */
interface Span {
  from: number;
  to: number;
}

const DAY = 1440;
const BLOCKED_CLIENTS = 5;
/** Ports the security team's scanner knocks on, every night. */
const SCANNED = [22, 23, 80, 1433, 3306, 3389, 8080, 9200];
const SCAN_STARTS = 130;
const SCAN_MINUTES = 30;
/** One endpoint in so many has a client that insists on plain HTTP. */
const WRONG_PORT_SHARE = 0.06;
const SYN_BYTES = 60;

type Interface = { endpoint: EndpointSpec; eni: InterfaceSpec; index: number };

/** The interfaces of a VPC's endpoints at `now`. */
export function* interfacesOf(fleet: Fleet, vpc: VpcSpec, now: number): Generator<Interface> {
  for (const endpoint of fleet.endpoints(vpc.accountId, vpc.region, now)) {
    if (endpoint.vpc !== vpc || endpoint.type === "GatewayLoadBalancer") continue;
    for (const [index, eni] of endpointInterfaces(endpoint).entries()) yield { endpoint, eni, index };
  }
}

/** What security groups turned away at one interface. */
export function* rejectedFlows(fleet: Fleet, at: Interface, span: Span): Generator<FlowRecord> {
  const from = Math.max(span.from, Math.ceil(at.endpoint.createdAt / 60_000));
  const to = Math.min(span.to, Math.floor((at.endpoint.deletedAt ?? Number.POSITIVE_INFINITY) / 60_000));
  const port = portOf(fleet, at.endpoint);
  if (at.endpoint.refused || !groupsAllow(at.endpoint, port)) yield* blockedClients(at, port, { from, to });
  yield* scans(at, { from, to });
  if (unit(hashString(`wrong-port/${at.endpoint.id}`)) < WRONG_PORT_SHARE && !groupsAllow(at.endpoint, 80))
    yield* plainHttp(at, { from, to });
}

/** What got through: one record a minute with traffic. */
export function* acceptedFlows(
  fleet: Fleet,
  traffic: Traffic,
  at: Interface,
  span: Span,
): Generator<FlowRecord> {
  const lane = traffic.lanesOf(at.endpoint).find(({ azId }) => azId === at.eni.subnet.azId)?.lane;
  const port = portOf(fleet, at.endpoint);
  for (let minute = span.from; lane && minute < span.to; minute++) {
    const bytes = lane.sum("bytes", minute, minute + 1);
    if (bytes === 0) continue;
    const packets = Math.ceil(bytes / 900);
    yield record(at, minute, "ACCEPT", clientOf(at.endpoint, (minute % 3) + at.index), port, packets, bytes);
  }
}

/** Clients that need the service and are not let in: they try as often as the service would be used. */
function* blockedClients(at: Interface, port: number, { from, to }: Span): Generator<FlowRecord> {
  const { endpoint, index } = at;
  const weights = cumulativeWeights(
    endpoint.traffic?.rhythm ?? "consumer",
    regionInfo(endpoint.region).utcOffsetHours,
  );
  const zones = endpoint.azIds.length;
  for (let client = index; client < BLOCKED_CLIENTS; client += zones) {
    const hash = hashString(`blocked/${endpoint.id}/${client}`);
    for (let minute = from; minute < to; minute++) {
      const weekday = (Math.floor(minute / DAY) + 4) % 7;
      const hour = Math.floor((minute % DAY) / 60);
      const ofDay = weights[weekday] as Float64Array;
      const intensity = 24 * ((ofDay[hour + 1] as number) - (ofDay[hour] as number));
      const draw = unit(fold(hash, minute));
      if (draw >= Math.min(0.9, 0.4 * intensity)) continue;
      // A connection attempt is a first packet and its repetitions.
      const packets = 2 + ((fold(hash, minute) >>> 8) & 3);
      yield record(at, minute, "REJECT", clientOf(endpoint, client), port, packets, packets * SYN_BYTES);
    }
  }
}

function* scans(at: Interface, { from, to }: Span): Generator<FlowRecord> {
  const closed = SCANNED.filter((port) => !groupsAllow(at.endpoint, port));
  const minuteOfDay = SCAN_STARTS + ((hashString(`scan/${at.eni.id}`) >>> 0) % SCAN_MINUTES);
  for (let day = Math.floor(from / DAY); day * DAY < to; day++) {
    const minute = day * DAY + minuteOfDay;
    if (minute < from || minute >= to) continue;
    const scanner = `${at.endpoint.vpc.prefix}.200.10`;
    for (const port of closed) yield record(at, minute, "REJECT", scanner, port, 1, SYN_BYTES);
  }
}

function* plainHttp(at: Interface, { from, to }: Span): Generator<FlowRecord> {
  if (at.index !== 0) return;
  const shift = (hashString(`http/${at.endpoint.id}`) >>> 0) % 15;
  for (let minute = Math.ceil((from - shift) / 15) * 15 + shift; minute < to; minute += 15) {
    const hour = Math.floor((minute % DAY) / 60);
    if (hour >= 7 && hour < 18)
      yield record(at, minute, "REJECT", clientOf(at.endpoint, 40), 80, 3, 3 * SYN_BYTES);
  }
}

/** Addresses of workloads of the VPC. */
function clientOf({ vpc, id }: EndpointSpec, index: number): string {
  const hash = hashString(`client/${vpc.id}/${id}/${index}`) >>> 0;
  return `${vpc.prefix}.${16 * (index % vpc.azIds.length) + (hash % 16)}.${10 + ((hash >>> 4) % 240)}`;
}

function record(
  { endpoint, eni }: Interface,
  minute: number,
  action: FlowRecord["action"],
  srcAddr: string,
  dstPort: number,
  packets: number,
  bytes: number,
): FlowRecord {
  const srcPort = 32_768 + ((hashString(`${eni.id}/${srcAddr}/${minute}`) >>> 0) % 28_000);
  const flow = { endpoint, interfaceId: eni.id, minute, action, srcAddr, dstAddr: eni.address };
  return { ...flow, srcPort, dstPort, packets, bytes };
}
