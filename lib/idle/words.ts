import { formatBytes } from "../format/bytes.ts";
import type { CoverageProof, IdleRule, ScopeFacts, Traffic, UseEvidence } from "./schema.ts";

/** A number of days, in words. */
export const days = (count: number) => (count === 1 ? "1 day" : `${count} days`);

const day = (time: Date) => time.toISOString().slice(0, 10);
const minute = (time: Date) => `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
const whole = (count: number) => days(Math.floor(count));

/** The sentences of verdicts. */
export const reasons = {
  staleInventory: (what: string, scope: ScopeFacts | null) => {
    if (!scope?.lastSuccessAt)
      return `Whether this ${what} still exists is not known: its listing never succeeded`;
    const why = scope.retired
      ? "is not asked for any more"
      : scope.outcome === "success"
        ? "is overdue"
        : "fails";
    return `Whether this ${what} still exists is not known: its listing ${why}, the last success was at ${minute(scope.lastSuccessAt)}`;
  },
  neverMeasured: (what: string) => `The traffic of this ${what} was never asked for`,
  metricsFailed: (scope: ScopeFacts) => {
    const how =
      scope.errorClass === "denied" ? "CloudWatch denies its metrics" : "Its metrics cannot be read";
    const last = scope.lastSuccessAt
      ? `the last success was at ${minute(scope.lastSuccessAt)}`
      : "they never could";
    return `${how}${scope.errorMessage ? ` (${scope.errorMessage.slice(0, 200)})` : ""}; ${last}`;
  },
  late: (watermark: Date, now: Date) => {
    const hours = Math.floor((now.getTime() - watermark.getTime()) / 3_600_000);
    const ago = hours < 48 ? `${hours} h` : days(Math.floor(hours / 24));
    return `Its metrics are late: they are known up to ${minute(watermark)}, ${ago} ago`;
  },
  gap: (what: string, { coveredDays, days: wanted }: CoverageProof, more?: string) =>
    `Only ${whole(coveredDays)} of ${days(wanted)} were asked for${more ? `; ${more}` : `, in which this ${what} carried nothing`}`,
  // Bytes of the day in which the window begins count whole: to say "in 30 days" would be a day too few.
  carried: (what: string, { bytes }: Traffic, { from, coveredDays, complete }: CoverageProof) =>
    `This ${what} carried ${formatBytes(bytes)} ${complete ? `since ${day(from)}` : `in ${whole(coveredDays)}`}`,
  little: (what: string, { bytes }: Traffic, { from }: CoverageProof, rule: IdleRule) =>
    `This ${what} carried ${formatBytes(bytes)} since ${day(from)}, less than ${formatBytes(rule.lowUseBytesPerDay)} a day`,
  attempts: (what: string, { newConnections, packetsDropped }: Traffic, { days: wanted }: CoverageProof) =>
    `Not a byte flowed in ${days(wanted)}, but somebody tries to use this ${what}: ${newConnections} new connections, ${packetsDropped} dropped packets`,
  ageUnknown: (what: string, existedAt: Date, wanted: number) =>
    `How old this ${what} is is not known: AWS does not tell, and it was first seen on ${day(existedAt)}, less than ${days(wanted)} ago`,
  lost: (what: string) =>
    `Something of this ${what} was published in the window, and how much it was is not stored`,
  partsMissing: (parts: number, whole: number) =>
    `Its zones are known to have carried ${formatBytes(parts)} of the endpoint's ${formatBytes(whole)}: the rest may have been here`,
  crossRegion: (connections: number) =>
    `${connections === 1 ? "A connection comes" : `${connections} connections come`} from another region, of which CloudWatch has no metrics`,
  connections: (connections: number) =>
    connections === 0
      ? "nobody is connected to it"
      : connections === 1
        ? "one endpoint is connected to it"
        : `${connections} endpoints are connected to it`,
  behind: (serviceIds: readonly string[] | null) => {
    if (serviceIds === null) return "whether an endpoint service stands on it is not known";
    if (serviceIds.length === 0) return "it is behind no endpoint service";
    return `it is behind ${serviceIds.length === 1 ? serviceIds[0] : `${serviceIds.length} endpoint services`}`;
  },
  idle: (what: string, { state, traffic }: UseEvidence, { days: wanted }: CoverageProof) => {
    const last = traffic.lastTrafficAt ? `; the last was seen on ${day(traffic.lastTrafficAt)}` : "";
    const now = state && state.toLowerCase() !== "available" ? `; its state is ${state}` : "";
    return `This ${what} carried not a byte in ${days(wanted)}, all of which were asked for${last}${now}`;
  },
};
