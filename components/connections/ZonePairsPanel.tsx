import classes from "#components/endpoints/probes.module.css";
import { Panel } from "#components/ui/Panel.tsx";
import { ScrollRegion } from "#components/ui/ScrollRegion.tsx";
import { type Status, StatusMark } from "#components/ui/StatusMark.tsx";
import { TableHead } from "#components/ui/Table.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import type { ConnectionPage, ConnectionZone, ZoneTargets } from "#lib/inventory/connection/pageSchema.ts";

/** Zone by zone: where the consumer enters, whether the provider serves it, and whether anything answers there. */
export function ZonePairsPanel({ page }: { page: ConnectionPage }) {
  const { zones, consumerAsOf, connectionAsOf } = page;
  return (
    <Panel
      id="zones"
      title="Zones, both sides"
      provenance={{
        asOf: earliest(consumerAsOf, connectionAsOf),
        source: "EC2 and ELB inventory, by AZ ID",
        href: "/collectors",
      }}
    >
      {zones.length === 0 ? (
        <p className={classes.none}>Neither side tells its zones.</p>
      ) : (
        <ScrollRegion label="Zones" className={classes.scroller}>
          <table className={classes.table}>
            <caption className="visually-hidden">Zones of the connection, from both sides</caption>
            <TableHead
              columns={[
                { title: "AZ ID", term: "azId" },
                "Consumer's interface",
                "Provider serves it",
                "Targets there",
              ]}
            />
            <tbody>
              {zones.map((zone) => (
                <ZoneRow key={zone.azId} zone={zone} />
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </Panel>
  );
}

function ZoneRow({ zone: { azId, interfaces, served, targets } }: { zone: ConnectionZone }) {
  return (
    <tr>
      <th scope="row" className="mono">
        {azId}
      </th>
      <td>
        {interfaces === null ? (
          <Unknown reason="The consumer's account is not collected.">not ours</Unknown>
        ) : interfaces.length === 0 ? (
          <span className={classes.faint}>none</span>
        ) : (
          <span className="mono">
            {interfaces.map((one) => one.address ?? one.networkInterfaceId).join(" ")}
          </span>
        )}
      </td>
      <td>
        {served === null ? (
          <Unknown reason="The provider's account is not collected, or tells no zones." />
        ) : (
          <>
            <StatusMark status={served ? "ok" : interfaces?.length ? "bad" : "none"} />{" "}
            {served ? "yes" : "no"}
          </>
        )}
      </td>
      <td>
        {targets === null ? (
          <Unknown reason="Target health of the provider has not been collected." />
        ) : (
          <Targets targets={targets} />
        )}
      </td>
    </tr>
  );
}

function Targets({ targets: { healthy, unhealthy, other } }: { targets: ZoneTargets }) {
  const all = healthy + unhealthy + other;
  const status: Status = all === 0 ? "none" : healthy === 0 ? "bad" : unhealthy > 0 ? "warn" : "ok";
  return (
    <>
      <StatusMark status={status} /> {all === 0 ? "none registered" : `${healthy} of ${all} healthy`}
      {other > 0 && <span className={classes.faint}> · {other} neither</span>}
    </>
  );
}

const earliest = (a: string | null, b: string | null) => (a && b ? (a < b ? a : b) : (a ?? b));
