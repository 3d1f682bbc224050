import { ownerColumn, placeColumn } from "#components/lists/cells.tsx";
import { type ListColumn, ListPanel } from "#components/lists/ListPanel.tsx";
import classes from "#components/lists/lists.module.css";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { PageHeader } from "#components/ui/PageHeader.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { formatCount } from "#lib/format/numbers.ts";
import type { LoadBalancersPage } from "#lib/inventory/listPageLoaders.ts";
import type { LoadBalancer } from "#lib/inventory/loadBalancerSchema.ts";
import { stateColumn } from "./columns.tsx";
import { filtersOf, goneFilter, staleFilter } from "./filters.ts";
import { loadBalancerHref } from "./href.ts";
import { zonesInShort } from "./words.ts";

/** The load balancers that services stand on, with the health behind them. */
export function LoadBalancersView({ page: { list, options } }: { page: LoadBalancersPage }) {
  return (
    <>
      <PageHeader title="Load balancers">
        Network and gateway load balancers, with the health of the targets behind them.
      </PageHeader>
      <ListPanel
        title="Load balancers"
        path="/load-balancers"
        list="load-balancers"
        loaded={list}
        columns={columns}
        filters={[
          ...filtersOf(options, {
            state: "State",
            type: "Type",
            scheme: "Scheme",
            accountId: "Account",
            region: "Region",
            owner: "Owner",
          }),
          {
            parameter: "crossZoneEnabled",
            label: "Cross-zone",
            options: [
              { value: "true", label: "on" },
              { value: "false", label: "off" },
            ],
          },
          {
            parameter: "unhealthyTargets.min",
            label: "Health",
            options: [{ value: "1", label: "has unhealthy targets" }],
          },
          staleFilter,
          goneFilter,
        ]}
        searchLabel="Name, ARN, VPC, account, owner"
        keyOf={({ loadBalancerArn }) => loadBalancerArn}
        source="Elastic Load Balancing DescribeLoadBalancers"
        empty={{
          neverTitle: "Not collected yet",
          never: "Load balancers are listed account by account, usually within minutes.",
          none: "Take a filter away, or ask for what is gone as well.",
        }}
      />
    </>
  );
}

const columns: ListColumn<LoadBalancer>[] = [
  {
    id: "name",
    header: "Load balancer",
    sort: "loadBalancerName",
    cell: ({ loadBalancerArn, loadBalancerName, type, scheme }) => (
      <span className={classes.id} title={loadBalancerArn}>
        <Link className="figure" href={loadBalancerHref(loadBalancerArn)}>
          {loadBalancerName}
        </Link>
        <small>{[type, scheme].filter(Boolean).join(" · ")}</small>
      </span>
    ),
  },
  stateColumn("state"),
  placeColumn(),
  ownerColumn(),
  {
    id: "targets",
    header: "Targets healthy",
    align: "right",
    sort: "healthyTargets",
    descendingFirst: false,
    cell: ({ targets, healthyTargets }) =>
      targets === null || healthyTargets === null ? (
        <Unknown reason="The health of its targets has not been collected yet.">–</Unknown>
      ) : targets === 0 ? (
        "no targets"
      ) : (
        `${formatCount(healthyTargets)} of ${formatCount(targets)}`
      ),
  },
  {
    id: "unhealthy",
    header: "Unhealthy",
    align: "right",
    sort: "unhealthyTargets",
    cell: ({ unhealthyTargets }) =>
      unhealthyTargets === null ? (
        <Unknown reason="The health of its targets has not been collected yet.">–</Unknown>
      ) : (
        <>
          {unhealthyTargets > 0 && <StatusMark status="bad" />} {formatCount(unhealthyTargets)}
        </>
      ),
  },
  {
    id: "zones",
    header: "Zones",
    cell: ({ azIds }) => <span className="mono">{zonesInShort(azIds)}</span>,
  },
  {
    id: "crossZone",
    header: "Cross-zone",
    sort: "crossZoneEnabled",
    cell: ({ crossZoneEnabled }) =>
      crossZoneEnabled === null ? (
        <Unknown reason="AWS did not say.">–</Unknown>
      ) : crossZoneEnabled ? (
        "on"
      ) : (
        "off"
      ),
  },
];
