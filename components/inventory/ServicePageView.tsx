import classes from "#components/endpoints/endpoint.module.css";
import { TagsPanel } from "#components/endpoints/TagsPanel.tsx";
import { Time } from "#components/ui/Time.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { formatUsd } from "#lib/format/money.ts";
import { formatCount, formatCountOf } from "#lib/format/numbers.ts";
import type { ServicePage } from "#lib/inventory/providerPageSchema.ts";
import { DetailBanners, DetailHeader, Fact } from "./DetailHeader.tsx";
import { FindingsPanel, IdlePanel, ProviderChangesPanel, RawDetails } from "./ProviderPanels.tsx";
import { ProviderTrafficPanel } from "./ProviderTrafficPanel.tsx";
import { PrincipalsPanel, ServiceConfigurationPanel } from "./ServiceConfigurationPanel.tsx";
import { ServiceConnectionsPanel } from "./ServiceConnectionsPanel.tsx";
import { ServiceLoadBalancersPanel } from "./ServiceLoadBalancersPanel.tsx";
import { serviceTitle } from "./words.ts";

/** The page of one endpoint service. */
export function ServicePageView({ page }: { page: ServicePage }) {
  const { service, provenance } = page;
  const { serviceId, serviceName } = service;
  return (
    <>
      <DetailHeader
        title={serviceTitle(service) ?? serviceId}
        id={serviceId}
        copyLabel="Copy the service's id"
        state={service.serviceState}
        kind={service.serviceTypes.join(", ") || null}
        entity={service}
        list={{ href: "/services", name: "Services" }}
      >
        <Fact title="Connections">
          <ConnectionsFact page={page} />
        </Fact>
        <Fact title="Consumers of ours cost">
          <CostFact page={page} />
        </Fact>
        <Fact title="First seen">
          <strong>
            <Time at={service.firstSeen} age />
          </strong>
          <span className={classes.second}>
            <Time at={service.firstSeen} />
          </span>
        </Fact>
      </DetailHeader>
      <DetailBanners what="service" entity={service} provenance={provenance} />
      <FindingsPanel
        findings={page.findings}
        all={`/findings?serviceName=${encodeURIComponent(serviceName)}`}
        none="Nothing fails on it, nor on the paths to it."
      />
      <ServiceLoadBalancersPanel page={page} />
      <ServiceConnectionsPanel page={page} />
      <ProviderTrafficPanel
        traffic={page.traffic}
        source="CloudWatch AWS/PrivateLinkServices"
        notMeasured="It has not been asked for yet, or CloudWatch refused the account."
      />
      <div className={classes.columns}>
        <div className={classes.stack}>
          <PrincipalsPanel page={page} />
          <IdlePanel idle={page.idle} never="It has not been judged yet, or is gone." />
          <TagsPanel tags={service.tags} asOf={provenance.lastSuccessAt} />
        </div>
        <div className={classes.stack}>
          <ServiceConfigurationPanel page={page} />
          <ProviderChangesPanel
            subject="Service"
            changes={page.changes}
            ownId={serviceId}
            asOf={provenance.lastSuccessAt}
          />
        </div>
      </div>
      <RawDetails
        raw={service.raw}
        source="EC2 DescribeVpcEndpointServiceConfigurations"
        asOf={provenance.lastSuccessAt}
      />
    </>
  );
}

function ConnectionsFact({ page: { service, connectionStates } }: { page: ServicePage }) {
  if (service.connections === null || connectionStates === null)
    return (
      <strong>
        <Unknown reason="Its connections have not been collected yet.">not collected yet</Unknown>
      </strong>
    );
  return (
    <>
      <strong>{formatCount(service.connections)}</strong>
      <span className={classes.second}>
        {service.acceptanceRequired === null
          ? null
          : service.acceptanceRequired
            ? "acceptance required"
            : "accepted automatically"}
      </span>
    </>
  );
}

function CostFact({ page: { consumerCost } }: { page: ServicePage }) {
  const { monthlyUsd, known, endpoints } = consumerCost;
  return (
    <>
      <strong>
        {endpoints === 0 ? (
          "none of ours is connected"
        ) : monthlyUsd === null ? (
          <Unknown reason="None of the connected endpoints has an estimate." />
        ) : (
          `${formatUsd(monthlyUsd)} a month`
        )}
      </strong>
      {endpoints > 0 && (
        <span className={classes.second}>
          estimated for {formatCount(known)} of {formatCountOf(endpoints, "endpoint")}; the service itself is
          free
        </span>
      )}
    </>
  );
}
