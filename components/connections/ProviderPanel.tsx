import { Filter } from "#components/endpoints/EndpointHeader.tsx";
import classes from "#components/endpoints/endpoint.module.css";
import { spelled, stateStatus } from "#components/endpoints/words.ts";
import { loadBalancerHref, serviceHref } from "#components/inventory/href.ts";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { Time } from "#components/ui/Time.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { formatCount } from "#lib/format/numbers.ts";
import type { ConnectionPage } from "#lib/inventory/connection/pageSchema.ts";
import { Fact } from "./Fact.tsx";

/** The end that answers: whose it is, and how it sees the connection. */
export function ProviderPanel({ page }: { page: ConnectionPage }) {
  const { provider, connection, connectionAsOf } = page;
  if (!provider)
    return (
      <Panel id="provider" title="Provider">
        <p className={classes.text}>
          The service belongs to an account that is not collected: its load balancers, its targets and whom it
          allows cannot be seen from here. Its state is known only as far as the endpoint tells it. Who owns
          it has to be asked, by the service's name.
        </p>
      </Panel>
    );
  const { accountId, accountName, region, owner, environment, serviceState, acceptanceRequired } = provider;
  const arns = [...provider.networkLoadBalancerArns, ...provider.gatewayLoadBalancerArns];
  return (
    <Panel
      id="provider"
      title="Provider"
      provenance={{ asOf: connectionAsOf, source: "EC2 DescribeVpcEndpointConnections", href: "/collectors" }}
    >
      <dl className={classes.facts}>
        <Fact title="Account">
          <strong>{accountName ?? accountId}</strong> <span className="mono">{accountId}</span> {region}
        </Fact>
        <Fact title="Owner">
          {owner ?? <Unknown reason="None of its tags names an owner.">no owner tag</Unknown>}
          {environment && <span className={classes.faint}> · {environment}</span>}
        </Fact>
        <Fact title="Service">
          <Link className="figure mono" href={serviceHref(page.serviceId)}>
            {page.serviceId}
          </Link>{" "}
          <StatusMark status={provider.goneAt ? "none" : stateStatus(serviceState)} />{" "}
          {provider.goneAt ? "gone" : (spelled(serviceState) ?? "state not stated")}
        </Fact>
        <Fact title="Its state">
          {connection ? (
            <>
              <StatusMark status={connection.goneAt ? "none" : stateStatus(connection.vpcEndpointState)} />{" "}
              {connection.goneAt ? "gone" : (spelled(connection.vpcEndpointState) ?? "not stated")}
              {connection.creationTimestamp && (
                <span className={classes.faint}>
                  {" "}
                  · asked <Time at={connection.creationTimestamp} />
                </span>
              )}
            </>
          ) : (
            <Unknown reason="The provider's connections do not list this endpoint, or have not been collected.">
              not listed by the provider
            </Unknown>
          )}
        </Fact>
        <Fact title="Acceptance">
          {acceptanceRequired === null ? "not stated" : acceptanceRequired ? "required" : "automatic"}
        </Fact>
        <Fact title="Load balancers">
          {arns.length === 0 ? (
            <span className={classes.faint}>none</span>
          ) : (
            <ul className={classes.plainList}>
              {arns.map((arn) => (
                <li key={arn} title={arn}>
                  <Link className="figure" href={loadBalancerHref(arn)}>
                    {arn.split("/")[2] ?? arn}
                  </Link>{" "}
                  <span className={classes.faint}>{arn.split("/")[1]}</span>
                </li>
              ))}
            </ul>
          )}
        </Fact>
        <Fact title="Also connected">
          {provider.connections === null ? (
            <Unknown reason="Its connections have not been collected yet." />
          ) : (
            <Filter by={{ serviceName: [provider.serviceName] }}>
              {formatCount(provider.connections)} connections in all
            </Filter>
          )}
        </Fact>
      </dl>
    </Panel>
  );
}
