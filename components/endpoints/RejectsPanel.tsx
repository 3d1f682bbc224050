import { Panel } from "#components/ui/Panel.tsx";
import { ScrollRegion } from "#components/ui/ScrollRegion.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { Time } from "#components/ui/Time.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { formatCount } from "#lib/format/numbers.ts";
import type { EndpointEvidence } from "#lib/inventory/endpointEvidence.ts";
import type { RejectGroup } from "#lib/rejects/schema.ts";
import classes from "./evidence.module.css";
import { hoursOf, knownTo } from "./windowWords.ts";
import { shortAzId } from "./words.ts";

const protocols: Record<number, string> = { 1: "ICMP", 6: "TCP", 17: "UDP", 58: "ICMPv6" };
const atMost = 50;

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
    <Panel
      id="rejects"
      title={`Flow-log rejects, ${hoursOf(rejectsRange)}`}
      provenance={{
        asOf: knownTo(whole),
        coverage: { part: judged, whole: interfaces.length, of: "interfaces" },
        source: "VPC flow logs, by Logs Insights",
        href: "/collectors?collector=rejects",
      }}
      footer={
        whole.state === "seen" && !whole.complete
          ? `At least these: not all of the time was asked for (${whole.reason}).`
          : undefined
      }
    >
      {whole.state === "unknown" ? (
        <p className={classes.text}>
          <StatusMark status="unknown" /> Not known: {whole.reason}.
        </p>
      ) : whole.state === "none-seen" ? (
        <p className={classes.text}>
          <StatusMark status="ok" /> Nobody was refused in this time, all of which was asked for up to{" "}
          <Time at={whole.askedTo} />.
        </p>
      ) : (
        <ScrollRegion label="Refused flows" className={classes.scroller}>
          <table className={classes.table}>
            <caption className="visually-hidden">Refused flows by source and port</caption>
            <thead>
              <tr>
                <th scope="col">Source</th>
                <th scope="col">Port</th>
                <th scope="col" data-number>
                  Flows
                </th>
                <th scope="col" data-number>
                  Packets
                </th>
                <th scope="col">Zones</th>
                <th scope="col">Last seen</th>
              </tr>
            </thead>
            <tbody>
              {whole.groups.slice(0, atMost).map((group) => (
                <GroupRow
                  key={`${group.srcAddress} ${group.dstPort} ${group.protocol}`}
                  group={group}
                  zoneOf={zoneOf}
                />
              ))}
            </tbody>
          </table>
          {whole.groups.length > atMost && (
            <p className={classes.note}>
              And {formatCount(whole.groups.length - atMost)} more with fewer flows.
            </p>
          )}
        </ScrollRegion>
      )}
    </Panel>
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
      <td data-number>{formatCount(flows)}</td>
      <td data-number>
        {packets === null ? <Unknown reason="The log's format leaves packets out." /> : formatCount(packets)}
      </td>
      <td className={classes.nowrap}>{[...zones].map(shortAzId).toSorted().join(" ")}</td>
      <td className={classes.nowrap}>
        <Time at={lastAt} />
      </td>
    </tr>
  );
}
