import type { ReactNode } from "react";
import { Panel } from "#components/ui/Panel.tsx";
import { Time } from "#components/ui/Time.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import type { EndpointDetail } from "#lib/inventory/schema.ts";
import { Filter } from "./EndpointHeader.tsx";
import classes from "./endpoint.module.css";
import { spelled } from "./words.ts";

const yesNo = (value: boolean | null) =>
  value === null ? <Unknown reason="AWS did not say.">not stated</Unknown> : value ? "yes" : "no";
const stated = (value: string | null) => value ?? <Unknown reason="AWS did not say.">not stated</Unknown>;

/** How the endpoint is set up, as AWS reports it. */
export function ConfigurationPanel({ endpoint }: { endpoint: EndpointDetail }) {
  const { provenance, serviceNetworkArn, resourceConfigurationArn } = endpoint;
  return (
    <Panel
      id="configuration"
      title="Configuration"
      provenance={{ asOf: provenance.lastSuccess, source: "EC2 DescribeVpcEndpoints", href: "/collectors" }}
    >
      <dl className={classes.facts}>
        <Row title="VPC">
          {endpoint.vpcId ? (
            <span className="mono">
              <Filter by={{ vpcId: [endpoint.vpcId] }}>{endpoint.vpcId}</Filter>
            </span>
          ) : (
            stated(null)
          )}
        </Row>
        <Row title="Type">{spelled(endpoint.vpcEndpointType)}</Row>
        <Row title="Service region">{stated(endpoint.serviceRegion)}</Row>
        <Row title="Private DNS">{yesNo(endpoint.privateDnsEnabled)}</Row>
        <Row title="IP addresses">{stated(endpoint.ipAddressType)}</Row>
        <Row title="DNS records">{stated(endpoint.dnsRecordIpType)}</Row>
        <Row title="Managed by an AWS service">{yesNo(endpoint.requesterManaged)}</Row>
        <Row title="Created by account">
          <span className="mono">{stated(endpoint.ownerId)}</span>
        </Row>
        <Row title="Security groups">
          <IdList
            ids={endpoint.securityGroupIds}
            filter="securityGroupIds"
            none="none: the type has none, or none is attached"
          />
        </Row>
        <Row title="Subnets">
          <IdList ids={endpoint.subnetIds} filter="subnetIds" none="none" />
        </Row>
        {endpoint.routeTableIds.length > 0 && (
          <Row title="Route tables">
            <IdList ids={endpoint.routeTableIds} none="none" />
          </Row>
        )}
        {(resourceConfigurationArn ?? serviceNetworkArn) && (
          <Row title={resourceConfigurationArn ? "Resource configuration" : "Service network"}>
            <span className={`mono ${classes.wrap}`}>{resourceConfigurationArn ?? serviceNetworkArn}</span>
          </Row>
        )}
        <Row title="DNS names">
          <DnsEntries entries={endpoint.dnsEntries} />
        </Row>
        <Row title="First seen">
          <Time at={endpoint.firstSeen} />
        </Row>
        <Row title="Last seen">
          <Time at={endpoint.lastSeen} />
        </Row>
      </dl>
    </Panel>
  );
}

function Row({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function IdList({
  ids,
  filter,
  none,
}: {
  ids: string[];
  filter?: "securityGroupIds" | "subnetIds";
  none: string;
}) {
  if (ids.length === 0) return <span className={classes.faint}>{none}</span>;
  return (
    <ul className={classes.plainList}>
      {ids.map((id) => (
        <li key={id} className="mono">
          {filter ? <Filter by={{ [filter]: [id] }}>{id}</Filter> : id}
        </li>
      ))}
    </ul>
  );
}

function DnsEntries({ entries }: { entries: EndpointDetail["dnsEntries"] }) {
  const names = entries
    .map((entry) => entry.DnsName ?? entry.dnsName)
    .filter((name) => typeof name === "string");
  if (names.length === 0) return <span className={classes.faint}>none</span>;
  return (
    <ul className={classes.plainList}>
      {names.map((name) => (
        <li key={name} className={`mono ${classes.wrap}`}>
          {name}
        </li>
      ))}
    </ul>
  );
}
