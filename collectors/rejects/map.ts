import type { TimeRange } from "#lib/logsInsights/schema.ts";
import type { FlowFormat, RejectRow } from "#lib/rejects/schema.ts";
import { AwsError } from "../aws/errors.ts";

/** The refused flows of some interfaces, counted by Logs Insights itself, most first. */
export function rejectQuery(format: FlowFormat, networkInterfaceIds: readonly string[]): string {
  const { parse, interfaceId, srcAddr, dstPort, protocol, action, packets } = format;
  const ids = networkInterfaceIds.map((id) => `"${id}"`).join(", ");
  return [
    ...(parse ? [parse] : []),
    `filter ${action} = "REJECT" and ${interfaceId} in [${ids}]`,
    `stats count(*) as flowCount${packets ? `, sum(${packets}) as packetCount` : ""} by ${interfaceId}, ${srcAddr}, ${dstPort}, ${protocol}, bin(5m)`,
    "sort flowCount desc",
  ].join(" | ");
}

/** Rows of `rejectQuery`. Throws AwsError `malformed` where one cannot be read: leaving it out would hide a refusal. */
export function mapRejects(
  format: FlowFormat,
  rows: readonly Record<string, string>[],
  { from, to }: TimeRange,
): RejectRow[] {
  return rows
    .map((row): RejectRow => {
      const packets = row.packetCount;
      const mapped = {
        networkInterfaceId: row[format.interfaceId] ?? "",
        ts: new Date(`${(row["bin(5m)"] ?? "").replace(" ", "T")}Z`),
        srcAddress: row[format.srcAddr] ?? "",
        dstPort: Number(row[format.dstPort] ?? Number.NaN),
        protocol: Number(row[format.protocol] ?? Number.NaN),
        flows: Number(row.flowCount ?? Number.NaN),
        packets: packets === undefined ? null : Number(packets),
      };
      const { ts, networkInterfaceId, srcAddress, dstPort, protocol, flows } = mapped;
      const numbers = [ts.getTime(), dstPort, protocol, flows, mapped.packets ?? 0];
      if (!networkInterfaceId || !srcAddress || !numbers.every(Number.isFinite)) throw unreadable(row);
      return mapped;
    })
    .filter(({ ts }) => ts >= from && ts < to);
}

function unreadable(row: Record<string, string>): AwsError {
  const message = `a row of Logs Insights could not be read: ${JSON.stringify(row).slice(0, 200)}`;
  return new AwsError({ errorClass: "malformed", code: "UnreadableRow", message });
}
