import { Filter } from "#components/endpoints/EndpointHeader.tsx";
import classes from "#components/endpoints/endpoint.module.css";
import { spelled, stateStatus } from "#components/endpoints/words.ts";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { Time } from "#components/ui/Time.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { formatBytes } from "#lib/format/bytes.ts";
import type { ConnectionPage } from "#lib/inventory/connection/pageSchema.ts";
import { Fact } from "./Fact.tsx";

/** The end that asks: whose it is, and how it sees the connection. */
export function ConsumerPanel({ page }: { page: ConnectionPage }) {
  const { consumer, connection, consumerAsOf, connectionAsOf } = page;
  if (!consumer)
    return (
      <Panel
        id="consumer"
        title="Consumer"
        provenance={{ asOf: connectionAsOf, source: "as the provider lists it" }}
        footer="The endpoint's account is not collected: what is in its VPC, its zones and its security groups cannot be seen from here. Who owns it has to be asked."
      >
        <dl className={classes.facts}>
          <Fact title="Account">
            <span className="mono">{connection?.vpcEndpointOwner ?? "not told"}</span>{" "}
            {connection?.vpcEndpointOwnerName ?? <span className={classes.faint}>not one of ours</span>}
          </Fact>
          <Fact title="Region">{connection?.vpcEndpointRegion ?? connection?.region ?? "not told"}</Fact>
          <Fact title="Endpoint">
            <span className="mono">{page.vpcEndpointId}</span>
          </Fact>
        </dl>
      </Panel>
    );
  const { accountId, accountName, region, vpcId, owner, environment, state } = consumer;
  return (
    <Panel
      id="consumer"
      title="Consumer"
      provenance={{ asOf: consumerAsOf, source: "EC2 DescribeVpcEndpoints", href: "/collectors" }}
    >
      <dl className={classes.facts}>
        <Fact title="Account">
          <strong>
            <Filter by={{ accountId: [accountId] }}>{accountName ?? accountId}</Filter>
          </strong>{" "}
          <span className="mono">{accountId}</span> {region}
        </Fact>
        <Fact title="Owner">
          {owner ? (
            <Filter by={{ owner: [owner] }}>{owner}</Filter>
          ) : (
            <Unknown reason="None of its tags names an owner.">no owner tag</Unknown>
          )}
          {environment && <span className={classes.faint}> · {environment}</span>}
        </Fact>
        <Fact title="Endpoint">
          <Link className="figure mono" href={`/endpoints/${page.vpcEndpointId}`}>
            {page.vpcEndpointId}
          </Link>
        </Fact>
        <Fact title="VPC">
          <span className="mono">{vpcId ?? "not told"}</span>
        </Fact>
        <Fact title="Its state">
          <StatusMark status={consumer.goneAt ? "none" : stateStatus(state)} />{" "}
          {consumer.goneAt ? "gone" : (spelled(state) ?? "not stated")}
        </Fact>
        <Fact title="Private DNS">
          {consumer.privateDnsEnabled === null ? "not stated" : consumer.privateDnsEnabled ? "on" : "off"}
        </Fact>
        <Fact title="Security groups">
          <span className="mono">{consumer.securityGroupIds.join(" ") || "none"}</span>
        </Fact>
        <Fact title="Bytes, 30 days">
          {consumer.bytes30d === null ? (
            <Unknown reason="Its traffic is not measured, or not for all of these days." />
          ) : (
            formatBytes(consumer.bytes30d)
          )}
          {consumer.lastTrafficAt && (
            <span className={classes.faint}>
              {" "}
              · last traffic <Time at={consumer.lastTrafficAt} age />
            </span>
          )}
        </Fact>
      </dl>
    </Panel>
  );
}
