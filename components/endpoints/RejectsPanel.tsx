import { Panel } from "#components/ui/Panel.tsx";
import { right } from "#components/ui/Table.tsx";
import { Time } from "#components/ui/Time.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { formatCount } from "#lib/format/numbers.ts";
import type { EndpointEvidence } from "#lib/inventory/endpointEvidence.ts";
import type { RejectGroup } from "#lib/rejects/schema.ts";
import classes from "./evidence.module.css";
import { LogPanel } from "./LogPanel.tsx";
import { hoursOf } from "./windowWords.ts";
import { shortAzId } from "./words.ts";

const protocols: Record<number, string> = { 1: "ICMP", 6: "TCP", 17: "UDP", 58: "ICMPv6" };

/** Who was refused at the endpoint's interfaces, by source and port, as its flow logs have it. */
export function RejectsPanel({
  rejects,
  rejectsRange,
  gateway,
}: Pick<EndpointEvidence, "rejects" | "rejectsRange"> & { gateway: boolean }) {
  const { whole, interfaces } = rejects;
  if (gateway)
    return (
      <Panel id="rejects" title="Flow-log rejects">
        <p className={classes.text}>
          Does not apply: a gateway endpoint has no network interfaces whose flows a log could record.
        </p>
      </Panel>
    );
  const zoneOf = new Map(interfaces.map(({ networkInterfaceId, azId }) => [networkInterfaceId, azId]));
  const judged = interfaces.filter(({ summary }) => summary.state !== "unknown").length;
  return (
    <LogPanel
      id="rejects"
      title={`Flow-log rejects, ${hoursOf(rejectsRange)}`}
      provenance={{
        coverage: { part: judged, whole: interfaces.length, of: "interfaces" },
        source: "VPC flow logs, by Logs Insights",
        href: "/collectors?collector=rejects",
      }}
      summary={whole}
      none="Nobody was refused"
      label="Refused flows by source and port"
      columns={["Source", "Port", right("Flows"), right("Packets"), "Zones", "Last seen"]}
      fewer="flows"
      row={(group) => (
        <GroupRow
          key={`${group.srcAddress} ${group.dstPort} ${group.protocol}`}
          group={group}
          zoneOf={zoneOf}
        />
      )}
    />
  );
}

function GroupRow({ group, zoneOf }: { group: RejectGroup; zoneOf: Map<string, string | null> }) {
  const { srcAddress, dstPort, protocol, flows, packets, lastAt, networkInterfaceIds } = group;
  const zones = new Set(networkInterfaceIds.map((id) => zoneOf.get(id) ?? id));
  return (
    <tr>
      <th scope="row" className="mono">
        {srcAddress}
      </th>
      <td className={classes.nowrap}>
        <span className="mono">{dstPort}</span>{" "}
        <span className={classes.faint}>{protocols[protocol] ?? `protocol ${protocol}`}</span>
      </td>
      <td data-align="right">{formatCount(flows)}</td>
      <td data-align="right">
        {packets === null ? <Unknown reason="The log's format leaves packets out." /> : formatCount(packets)}
      </td>
      <td className={classes.nowrap}>{[...zones].map(shortAzId).toSorted().join(" ")}</td>
      <td className={classes.nowrap}>
        <Time at={lastAt} />
      </td>
    </tr>
  );
}
