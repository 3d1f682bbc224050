import { askedOf } from "../logsInsights/compute.ts";
import type { TimeRange } from "../logsInsights/schema.ts";
import type { EndpointRejects, InterfaceEvidence, RejectGroup, RejectRow, RejectSummary } from "./schema.ts";

/** Records take so long to be aggregated, delivered and asked for: the end of a span need not be known any later. */
export const rejectLagMs = 35 * 60_000;

/**
 * Who was refused at an endpoint in a span of time. The whole is `none-seen` only where every interface is; one that
 * cannot be judged makes it `unknown`, unless something was seen elsewhere.
 * @param refusal why the collector's last run asked for nothing (the day's dollars are spent); null where it asked.
 */
export function summarizeRejects(
  interfaces: readonly InterfaceEvidence[],
  range: TimeRange,
  refusal: string | null,
): EndpointRejects {
  const judged = interfaces.map((one) => ({ ...one, summary: summaryOf(one, range, refusal) }));
  return {
    whole: wholeOf(judged, range),
    interfaces: judged.map(({ networkInterfaceId, azId, summary }) => ({
      networkInterfaceId,
      azId,
      summary,
    })),
  };
}

function summaryOf(
  { source, asked, rows }: InterfaceEvidence,
  range: TimeRange,
  refusal: string | null,
): RejectSummary {
  const known = askedOf(asked, range, rejectLagMs);
  const groups = groupRejects(rows.filter(({ ts }) => ts >= range.from && ts < range.to));
  const unasked = !source.readable ? source.reason : (refusal ?? known.reason);
  const reason = known.complete ? "" : unasked;
  if (groups.length > 0)
    return { state: "seen", groups, askedTo: known.to, complete: known.complete, reason };
  if (known.complete && known.to) return { state: "none-seen", askedTo: known.to };
  return { state: "unknown", reason };
}

function wholeOf(
  judged: readonly (InterfaceEvidence & { summary: RejectSummary })[],
  { from, to }: TimeRange,
): RejectSummary {
  if (judged.length === 0)
    return { state: "unknown", reason: "no network interface of the endpoint is known" };
  const open = judged.find(
    ({ summary }) => summary.state === "unknown" || (summary.state === "seen" && !summary.complete),
  );
  const reason = open && "reason" in open.summary ? `${open.networkInterfaceId}: ${open.summary.reason}` : "";
  const ends = judged.flatMap(({ summary }) =>
    summary.state !== "unknown" && summary.askedTo ? [summary.askedTo.getTime()] : [],
  );
  const askedTo = ends.length > 0 ? new Date(Math.min(...ends)) : null;
  if (judged.some(({ summary }) => summary.state === "seen")) {
    const rows = judged.flatMap((one) => one.rows.filter(({ ts }) => ts >= from && ts < to));
    return { state: "seen", groups: groupRejects(rows), askedTo, complete: open === undefined, reason };
  }
  if (open || !askedTo) return { state: "unknown", reason };
  return { state: "none-seen", askedTo };
}

/** Rows by source, port and protocol, most flows first. Packets are null where one row has none. */
export function groupRejects(rows: readonly RejectRow[]): RejectGroup[] {
  const groups = Map.groupBy(
    rows,
    ({ srcAddress, dstPort, protocol }) => `${srcAddress} ${dstPort} ${protocol}`,
  );
  return [...groups.values()]
    .map((own): RejectGroup => {
      const { srcAddress, dstPort, protocol } = own[0] as RejectRow;
      const times = own.map(({ ts }) => ts.getTime());
      return {
        srcAddress,
        dstPort,
        protocol,
        flows: own.reduce((sum, { flows }) => sum + flows, 0),
        packets: own.reduce<number | null>(
          (sum, { packets }) => (sum === null || packets === null ? null : sum + packets),
          0,
        ),
        firstAt: new Date(Math.min(...times)),
        lastAt: new Date(Math.max(...times)),
        networkInterfaceIds: [...new Set(own.map(({ networkInterfaceId }) => networkInterfaceId))].toSorted(),
      };
    })
    .toSorted((a, b) => b.flows - a.flows || (a.srcAddress < b.srcAddress ? -1 : 1) || a.dstPort - b.dstPort);
}
