import lists from "#components/lists/lists.module.css";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { ScrollTable } from "#components/ui/Table.tsx";
import { Time } from "#components/ui/Time.tsx";
import { formatCount } from "#lib/format/numbers.ts";
import type { ServicePage } from "#lib/inventory/providerPageSchema.ts";
import { connectionHref } from "./href.ts";
import own from "./inventory.module.css";
import { StateCell, stateStatus, stateWords } from "./states.tsx";

/** Who is connected to a service: how many in which state, and the first of them. */
export function ServiceConnectionsPanel({ page }: { page: ServicePage }) {
  const { service, connections, connectionStates } = page;
  const all = `/connections?serviceId=${encodeURIComponent(service.serviceId)}`;
  return (
    <Panel
      id="connections"
      title="Connections"
      provenance={{
        asOf: connections.asOf,
        coverage: { part: connections.coverage.fresh, whole: connections.coverage.scopes, of: "scopes" },
        source: "EC2 DescribeVpcEndpointConnections",
        href: "/collectors",
      }}
      actions={
        <Link className="figure" href={all}>
          All {formatCount(connections.total)}
        </Link>
      }
    >
      {connectionStates === null ? (
        <EmptyState title="Not collected yet">How many are connected is not known.</EmptyState>
      ) : connections.total === 0 ? (
        <EmptyState title="Nobody is connected">A complete run found no connection.</EmptyState>
      ) : (
        <>
          <p className={own.states}>
            {connectionStates.map(({ state, connections: count }) => (
              <Link key={state} href={`${all}&vpcEndpointState=${encodeURIComponent(state)}`}>
                <span className={own.health}>
                  <StatusMark status={stateStatus(state)} /> {formatCount(count)} {stateWords(state)}
                </span>
              </Link>
            ))}
          </p>
          <ScrollTable
            label="Connections"
            className={lists.table}
            columns={["Endpoint", "State", "Consumer, region", "Connected"]}
          >
            <tbody>
              {connections.items.map((one) => (
                <tr key={one.vpcEndpointId}>
                  <th scope="row">
                    <Link className="mono figure" href={connectionHref(one.vpcEndpointId, one.serviceId)}>
                      {one.vpcEndpointId}
                    </Link>
                  </th>
                  <td className={lists.nowrap}>
                    <StateCell
                      state={one.vpcEndpointState}
                      goneAt={one.goneAt}
                      stale={one.stale}
                      lastSeen={one.lastSeen}
                    />
                  </td>
                  <td className={lists.nowrap}>
                    {one.vpcEndpointOwnerName ?? one.vpcEndpointOwner ?? "not stated"}
                    <small>
                      {one.vpcEndpointOwnerName === null && "not an account of ours · "}
                      {one.vpcEndpointRegion ?? one.region}
                    </small>
                  </td>
                  <td className={lists.nowrap}>
                    {one.creationTimestamp ? <Time at={one.creationTimestamp} /> : "not stated"}
                  </td>
                </tr>
              ))}
            </tbody>
          </ScrollTable>
        </>
      )}
    </Panel>
  );
}
