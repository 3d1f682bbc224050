import { placeColumn } from "#components/lists/cells.tsx";
import { type ListColumn, ListPanel } from "#components/lists/ListPanel.tsx";
import classes from "#components/lists/lists.module.css";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { PageHeader } from "#components/ui/PageHeader.tsx";
import { Time } from "#components/ui/Time.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import type { Connection } from "#lib/inventory/connectionList.ts";
import type { ConnectionsPage } from "#lib/inventory/listPageLoaders.ts";
import { balancersColumn, stateColumn } from "./columns.tsx";
import { filtersOf, goneFilter, staleFilter } from "./filters.ts";
import { connectionHref, serviceHref } from "./href.ts";

/** Who is connected to our services, with the state that the provider sees. */
export function ConnectionsView({ page: { list, options, titles } }: { page: ConnectionsPage }) {
  return (
    <>
      <PageHeader title="Connections">
        Who is connected to our endpoint services, as the provider lists it: our own endpoints and those of
        other companies.
      </PageHeader>
      <ListPanel
        title="Connections"
        path="/connections"
        list="connections"
        loaded={list}
        columns={columnsWith(titles)}
        filters={[
          ...filtersOf(options, {
            vpcEndpointState: "State",
            serviceId: "Service",
            accountId: "Provider account",
            vpcEndpointOwner: "Consumer account",
            region: "Region",
          }),
          staleFilter,
          goneFilter,
        ]}
        searchLabel="Endpoint, service, account"
        keyOf={({ accountId, serviceId, vpcEndpointId }) => [accountId, serviceId, vpcEndpointId].join(" ")}
        source="EC2 DescribeVpcEndpointConnections"
        empty={{
          neverTitle: "Not collected yet",
          never: "Connections are listed by the accounts that provide services, usually within minutes.",
          none: "Take a filter away, or ask for what is gone as well.",
        }}
      />
    </>
  );
}

const columnsWith = (titles: Map<string, string>): ListColumn<Connection>[] => [
  {
    id: "endpoint",
    header: "Endpoint",
    sort: "vpcEndpointId",
    cell: ({ vpcEndpointId, serviceId, vpcEndpointConnectionId }) => (
      <span className={classes.id}>
        <Link className="mono figure" href={connectionHref(vpcEndpointId, serviceId)}>
          {vpcEndpointId}
        </Link>
        <small className="mono">{vpcEndpointConnectionId}</small>
      </span>
    ),
  },
  stateColumn("vpcEndpointState"),
  {
    id: "service",
    header: "Service",
    sort: "serviceName",
    cell: ({ serviceId, serviceName }) => (
      <span className={classes.id}>
        <Link href={serviceHref(serviceId)}>{titles.get(serviceName ?? "") ?? serviceId}</Link>
        <small className="mono">{serviceId}</small>
      </span>
    ),
  },
  {
    id: "consumer",
    header: "Consumer, region",
    sort: "vpcEndpointOwnerName",
    cell: ({ vpcEndpointOwner, vpcEndpointOwnerName, vpcEndpointRegion, region }) => (
      <span className={classes.nowrap} title={vpcEndpointOwner ?? undefined}>
        {vpcEndpointOwnerName ?? vpcEndpointOwner ?? (
          <Unknown reason="AWS did not say whose endpoint it is." />
        )}
        <small>
          {vpcEndpointOwner !== null && vpcEndpointOwnerName === null && "not an account of ours · "}
          {vpcEndpointRegion ?? region}
        </small>
      </span>
    ),
  },
  { ...placeColumn<Connection>(), id: "provider", header: "Provider, region" },
  balancersColumn(),
  {
    id: "created",
    header: "Connected",
    sort: "creationTimestamp",
    descendingFirst: true,
    cell: ({ creationTimestamp }) =>
      creationTimestamp ? (
        <span className={classes.nowrap}>
          <Time at={creationTimestamp} />
        </span>
      ) : (
        <Unknown reason="AWS gave no creation time.">–</Unknown>
      ),
  },
];
