import classes from "#components/endpoints/endpoint.module.css";
import lists from "#components/lists/lists.module.css";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { right, ScrollTable } from "#components/ui/Table.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { formatCount } from "#lib/format/numbers.ts";
import type { ServiceLoadBalancer, ServicePage } from "#lib/inventory/providerPageSchema.ts";
import { HealthCell } from "./HealthCell.tsx";
import { loadBalancerHref } from "./href.ts";
import { StateCell } from "./states.tsx";
import { zoneInShort } from "./words.ts";

/** What a service stands on, with the health of the targets in each zone. */
export function ServiceLoadBalancersPanel({
  page: { service, loadBalancers, provenance },
}: {
  page: ServicePage;
}) {
  const zones = zonesOf(service.azIds, loadBalancers);
  return (
    <Panel
      id="load-balancers"
      title="Load balancers and the health behind them"
      provenance={{
        asOf: provenance.lastSuccessAt,
        source: "Elastic Load Balancing DescribeTargetHealth",
        href: "/collectors",
      }}
      footer="Targets healthy of all, zone by zone. With cross-zone off, a zone without a healthy target serves nobody."
    >
      {loadBalancers.length === 0 ? (
        <p className={classes.text}>The service names no load balancer.</p>
      ) : (
        <ScrollTable
          label="Load balancers of the service"
          className={lists.table}
          columns={[
            "Load balancer",
            "State",
            "Cross-zone",
            right("Target groups"),
            ...zones.map((azId) => ({ title: zoneInShort(azId), hint: azId })),
          ]}
        >
          <tbody>
            {loadBalancers.map((one) => (
              <tr key={one.loadBalancerArn}>
                <th scope="row" title={one.loadBalancerArn}>
                  <Link className="figure" href={loadBalancerHref(one.loadBalancerArn)}>
                    {one.loadBalancerName}
                  </Link>
                  <small>{one.collected ? one.type : "named by the service, but not collected"}</small>
                </th>
                <td className={lists.nowrap}>
                  {one.collected ? (
                    <StateCell state={one.state} goneAt={null} stale={false} lastSeen="" />
                  ) : (
                    <Unknown reason="No run has seen it." />
                  )}
                </td>
                <td>
                  {one.crossZoneEnabled === null ? (
                    <Unknown reason="AWS did not say.">–</Unknown>
                  ) : one.crossZoneEnabled ? (
                    "on"
                  ) : (
                    "off"
                  )}
                </td>
                <td data-align="right">{one.collected ? formatCount(one.targetGroups) : "–"}</td>
                {zones.map((azId) => (
                  <td key={azId}>
                    <HealthCell
                      health={one.health && (one.health.find((zone) => zone.azId === azId) ?? null)}
                      known={one.health !== null}
                      served={one.azIds.includes(azId)}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </ScrollTable>
      )}
    </Panel>
  );
}

function zonesOf(azIds: readonly string[], loadBalancers: readonly ServiceLoadBalancer[]): string[] {
  const theirs = loadBalancers.flatMap((one) => [
    ...one.azIds,
    ...(one.health ?? []).flatMap(({ azId }) => azId ?? []),
  ]);
  return [...new Set([...azIds, ...theirs])].sort();
}
