import { ownerColumn, placeColumn } from "#components/lists/cells.tsx";
import { type ListColumn, ListPanel } from "#components/lists/ListPanel.tsx";
import classes from "#components/lists/lists.module.css";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { PageHeader } from "#components/ui/PageHeader.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { formatCount } from "#lib/format/numbers.ts";
import type { ServicesPage } from "#lib/inventory/listPageLoaders.ts";
import type { Service } from "#lib/inventory/serviceList.ts";
import { balancersColumn, stateColumn } from "./columns.tsx";
import { filtersOf, goneFilter, staleFilter } from "./filters.ts";
import { serviceHref } from "./href.ts";
import { serviceTitle, zonesInShort } from "./words.ts";

/** The endpoint services that our accounts provide. */
export function ServicesView({ page: { list, options } }: { page: ServicesPage }) {
  return (
    <>
      <PageHeader title="Services">
        Endpoint services of our own: who may connect, who is connected, and what they stand on.
      </PageHeader>
      <ListPanel
        title="Services"
        path="/services"
        list="services"
        loaded={list}
        columns={columns}
        filters={[
          ...filtersOf(options, {
            serviceState: "State",
            serviceTypes: "Type",
            accountId: "Account",
            region: "Region",
            owner: "Owner",
            environment: "Environment",
          }),
          {
            parameter: "acceptanceRequired",
            label: "Acceptance",
            options: [
              { value: "true", label: "required" },
              { value: "false", label: "automatic" },
            ],
          },
          staleFilter,
          goneFilter,
        ]}
        searchLabel="Service, name, account, owner"
        keyOf={({ accountId, region, serviceId }) => [accountId, region, serviceId].join(" ")}
        source="EC2 DescribeVpcEndpointServiceConfigurations"
        empty={{
          neverTitle: "Not collected yet",
          never: "Services are listed account by account, usually within minutes.",
          none: "Take a filter away, or ask for what is gone as well.",
        }}
      />
    </>
  );
}

const columns: ListColumn<Service>[] = [
  {
    id: "service",
    header: "Service",
    sort: "serviceName",
    cell: (service) => (
      <span className={classes.id}>
        <Link className="figure" href={serviceHref(service.serviceId)}>
          {serviceTitle(service) ?? service.serviceId}
        </Link>
        <small className="mono" title={service.serviceName}>
          {service.serviceId}
        </small>
      </span>
    ),
  },
  stateColumn("serviceState"),
  placeColumn(),
  ownerColumn(),
  {
    id: "connections",
    header: "Connections",
    align: "right",
    sort: "connections",
    cell: ({ serviceId, connections, connectionsPending }) =>
      connections === null ? (
        <Unknown reason="Its connections have not been collected yet.">–</Unknown>
      ) : (
        <>
          <Link className="figure" href={`/connections?serviceId=${encodeURIComponent(serviceId)}`}>
            {formatCount(connections)}
          </Link>
          {connectionsPending !== null && connectionsPending > 0 && (
            <small>{formatCount(connectionsPending)} wait for acceptance</small>
          )}
        </>
      ),
  },
  {
    id: "principals",
    header: "May connect",
    align: "right",
    cell: ({ allowedPrincipals }) =>
      allowedPrincipals.includes("*") ? "everybody" : formatCount(allowedPrincipals.length),
  },
  {
    id: "acceptance",
    header: "Acceptance",
    sort: "acceptanceRequired",
    cell: ({ acceptanceRequired }) =>
      acceptanceRequired === null ? (
        <Unknown reason="AWS did not say.">–</Unknown>
      ) : acceptanceRequired ? (
        "required"
      ) : (
        "automatic"
      ),
  },
  {
    id: "zones",
    header: "Zones",
    cell: ({ azIds }) => <span className="mono">{zonesInShort(azIds)}</span>,
  },
  balancersColumn(),
];
