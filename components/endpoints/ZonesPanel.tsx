import { CopyButton } from "#components/ui/CopyButton.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { type Status, StatusMark } from "#components/ui/StatusMark.tsx";
import { formatBytes } from "#lib/format/bytes.ts";
import { formatShare } from "#lib/format/numbers.ts";
import type { EndpointDetail, EndpointNetworkInterface } from "#lib/inventory/schema.ts";
import { Filter } from "./EndpointHeader.tsx";
import classes from "./endpoint.module.css";

interface Lane {
  azId: string | null;
  availabilityZone: string | null;
  interfaces: EndpointNetworkInterface[];
}

/** One lane per AZ ID, also for zones of which no interface has been collected. */
export function zoneLanes({
  azIds,
  networkInterfaces,
}: Pick<EndpointDetail, "azIds" | "networkInterfaces">): Lane[] {
  const ids = [...new Set([...azIds, ...networkInterfaces.map(({ azId }) => azId)])];
  return ids
    .toSorted((a, b) => (a ?? "~").localeCompare(b ?? "~", "en"))
    .map((azId) => {
      const interfaces = networkInterfaces.filter((one) => one.azId === azId);
      const availabilityZone = interfaces.find((one) => one.availabilityZone)?.availabilityZone ?? null;
      return { azId, availabilityZone, interfaces };
    });
}

const interfaceStatus: Record<string, Status> = {
  "in-use": "ok",
  available: "warn",
  attaching: "busy",
  associated: "ok",
  detaching: "busy",
};

/** Where the endpoint stands: its network interfaces in lanes by AZ ID. */
export function ZonesPanel({ endpoint }: { endpoint: EndpointDetail }) {
  const lanes = zoneLanes(endpoint);
  const { asOf, provenance, vpcEndpointType } = endpoint;
  const isGateway = vpcEndpointType.toLowerCase() === "gateway";
  return (
    <Panel
      id="zones"
      title="Zones"
      provenance={{
        asOf: provenance.lastSuccess ?? asOf,
        source: "EC2 DescribeNetworkInterfaces",
        href: "/collectors",
      }}
    >
      {lanes.length === 0 ? (
        <EmptyState
          title={isGateway ? "A gateway endpoint has no network interfaces" : "No network interface is known"}
        >
          {isGateway ? (
            <>
              It is a target of routes.{" "}
              {endpoint.routeTableIds.length > 0 && (
                <>
                  Route tables: <span className="mono">{endpoint.routeTableIds.join(", ")}</span>
                </>
              )}
            </>
          ) : (
            "AWS names none for this endpoint, or they have not been collected yet."
          )}
        </EmptyState>
      ) : (
        <ul className={classes.lanes}>
          {lanes.map((lane) => (
            <li key={lane.azId ?? ""} className={classes.lane}>
              <div className={classes.laneZone}>
                <strong className="mono">{lane.azId ?? "zone unknown"}</strong>
                <span className={classes.faint}>
                  {lane.availabilityZone ? `${lane.availabilityZone} in this account` : "name not collected"}
                </span>
              </div>
              <div className={classes.laneInterfaces}>
                {lane.interfaces.map((one) => (
                  <Interface key={one.networkInterfaceId} one={one} />
                ))}
                {lane.interfaces.length === 0 && (
                  <p className={classes.faint}>No interface collected in this zone.</p>
                )}
              </div>
              <LaneTraffic endpoint={endpoint} azId={lane.azId} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function LaneTraffic({ endpoint, azId }: { endpoint: EndpointDetail; azId: string | null }) {
  const bytes = azId === null ? undefined : endpoint.provenance.traffic.bytesByAz30d[azId];
  const all = Object.values(endpoint.provenance.traffic.bytesByAz30d).reduce((sum, part) => sum + part, 0);
  if (bytes === undefined) return <div className={classes.laneTraffic} />;
  return (
    <div className={classes.laneTraffic}>
      <span>{formatBytes(bytes)}</span>
      <span className={classes.faint}>{formatShare(bytes, all)} of 30 d</span>
    </div>
  );
}

function Interface({ one }: { one: EndpointNetworkInterface }) {
  const addresses = [
    ...new Set([one.privateIpAddress, ...one.privateIpAddresses, ...one.ipv6Addresses]),
  ].filter((address) => address !== null);
  const status = one.goneAt ? "none" : (interfaceStatus[one.status ?? ""] ?? "unknown");
  return (
    <div className={classes.interface} data-gone={one.goneAt !== null || undefined}>
      <span className={classes.laneState}>
        <StatusMark status={status} />
        {one.goneAt ? "gone" : (one.status ?? (one.collected ? "no status" : "not collected"))}
      </span>
      <span className={classes.laneId}>
        <span className="mono">{one.networkInterfaceId}</span>
        <CopyButton value={one.networkInterfaceId} label={`Copy ${one.networkInterfaceId}`} />
      </span>
      <span className={`mono ${classes.wrap}`}>
        {addresses.length > 0 ? addresses.join(" ") : "no address"}
      </span>
      {one.subnetId ? (
        <span className="mono">
          <Filter by={{ subnetIds: [one.subnetId] }}>{one.subnetId}</Filter>
        </span>
      ) : (
        <span className={classes.faint}>subnet not collected</span>
      )}
    </div>
  );
}
