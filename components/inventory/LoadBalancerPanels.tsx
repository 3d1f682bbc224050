import classes from "#components/endpoints/endpoint.module.css";
import lists from "#components/lists/lists.module.css";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { right, ScrollTable } from "#components/ui/Table.tsx";
import { formatCount } from "#lib/format/numbers.ts";
import type { LoadBalancerPage } from "#lib/inventory/providerPageSchema.ts";
import { serviceHref } from "./href.ts";
import { Row } from "./ProviderPanels.tsx";
import { stated, yesNo } from "./ServiceConfigurationPanel.tsx";

/** How a load balancer is set up, as AWS reports it. */
export function LoadBalancerConfigurationPanel({
  page: { loadBalancer, provenance },
}: {
  page: LoadBalancerPage;
}) {
  const { azIds, subnetIds, securityGroupIds, listeners, stateReason } = loadBalancer;
  return (
    <Panel
      id="configuration"
      title="Configuration"
      provenance={{
        asOf: provenance.lastSuccessAt,
        source: "Elastic Load Balancing DescribeLoadBalancers",
        href: "/collectors",
      }}
    >
      <dl className={classes.facts}>
        <Row title="ARN">
          <span className={`mono ${classes.wrap}`}>{loadBalancer.loadBalancerArn}</span>
        </Row>
        <Row title="DNS name">
          <span className={`mono ${classes.wrap}`}>{stated(loadBalancer.dnsName)}</span>
        </Row>
        {stateReason && <Row title="Why in this state">{stateReason}</Row>}
        <Row title="VPC">
          <span className="mono">{stated(loadBalancer.vpcId)}</span>
        </Row>
        <Row title="IP addresses">{stated(loadBalancer.ipAddressType)}</Row>
        <Row title="Zones">
          <span className="mono">{azIds.join(", ") || "none stated"}</span>
        </Row>
        <Row title="Cross-zone">{yesNo(loadBalancer.crossZoneEnabled)}</Row>
        <Row title="Deletion protection">{yesNo(loadBalancer.deletionProtectionEnabled)}</Row>
        <Row title="Security groups hold for PrivateLink">
          {stated(loadBalancer.enforceSecurityGroupInboundRulesOnPrivateLinkTraffic)}
        </Row>
        <Row title="Security groups">
          <span className={`mono ${classes.wrap}`}>{securityGroupIds.join(", ") || "none"}</span>
        </Row>
        <Row title="Subnets">
          <span className={`mono ${classes.wrap}`}>{subnetIds.join(", ") || "none"}</span>
        </Row>
        <Row title="Listeners">
          <ul className={classes.plainList}>
            {listeners.map(({ listenerArn, protocol, port }) => (
              <li key={listenerArn} className="mono">
                {protocol ?? "?"}:{port ?? "all ports"}
              </li>
            ))}
            {listeners.length === 0 && <li>none: nothing listens</li>}
          </ul>
        </Row>
      </dl>
    </Panel>
  );
}

/** Which services stand on it, and who is connected to them. */
export function BalancedServicesPanel({
  page: { loadBalancer, connections, provenance },
}: {
  page: LoadBalancerPage;
}) {
  const { services } = loadBalancer;
  return (
    <Panel
      id="services"
      title="Endpoint services on it"
      provenance={{
        asOf: provenance.lastSuccessAt,
        source: "EC2 DescribeVpcEndpointServiceConfigurations",
        href: "/collectors",
      }}
    >
      {services.length === 0 ? (
        <p className={classes.text}>No endpoint service of this account stands on it.</p>
      ) : (
        <ScrollTable
          label="Services on the load balancer"
          className={lists.table}
          columns={["Service", right("Connections"), right("Wait for acceptance")]}
        >
          <tbody>
            {services.map(({ serviceId, serviceName }) => {
              const own = connections.find((one) => one.serviceId === serviceId);
              return (
                <tr key={serviceId}>
                  <th scope="row">
                    <Link className="mono figure" href={serviceHref(serviceId)}>
                      {serviceId}
                    </Link>
                    <small className={classes.wrap}>{serviceName}</small>
                  </th>
                  <td data-align="right">
                    <Link className="figure" href={`/connections?serviceId=${encodeURIComponent(serviceId)}`}>
                      {formatCount(own?.connections ?? 0)}
                    </Link>
                  </td>
                  <td data-align="right">{formatCount(own?.pending ?? 0)}</td>
                </tr>
              );
            })}
          </tbody>
        </ScrollTable>
      )}
    </Panel>
  );
}
