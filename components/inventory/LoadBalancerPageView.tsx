import classes from "#components/endpoints/endpoint.module.css";
import { TagsPanel } from "#components/endpoints/TagsPanel.tsx";
import { Time } from "#components/ui/Time.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { formatUsd } from "#lib/format/money.ts";
import { formatCount } from "#lib/format/numbers.ts";
import { formatDays } from "#lib/format/time.ts";
import type { LoadBalancerPage } from "#lib/inventory/providerPageSchema.ts";
import { DetailBanners, DetailHeader, Fact } from "./DetailHeader.tsx";
import { loadBalancerId } from "./href.ts";
import { BalancedServicesPanel, LoadBalancerConfigurationPanel } from "./LoadBalancerPanels.tsx";
import { FindingsPanel, IdlePanel, ProviderChangesPanel, RawDetails } from "./ProviderPanels.tsx";
import { ProviderTrafficPanel } from "./ProviderTrafficPanel.tsx";
import { TargetGroupsPanel } from "./TargetGroupsPanel.tsx";

/** The page of one load balancer. */
export function LoadBalancerPageView({ page }: { page: LoadBalancerPage }) {
  const { loadBalancer, provenance } = page;
  const { loadBalancerArn, loadBalancerName, type, scheme, createdTime } = loadBalancer;
  return (
    <>
      <DetailHeader
        title={loadBalancerName}
        id={loadBalancerId(loadBalancerArn)}
        copyLabel="Copy the load balancer's id"
        state={loadBalancer.state}
        kind={[type, scheme].filter(Boolean).join(", ") || null}
        entity={loadBalancer}
        list={{ href: "/load-balancers", name: "Load balancers" }}
      >
        <Fact title="Targets healthy">
          <strong>
            {loadBalancer.targets === null || loadBalancer.healthyTargets === null ? (
              <Unknown reason="The health of its targets has not been collected yet.">
                not collected yet
              </Unknown>
            ) : (
              `${formatCount(loadBalancer.healthyTargets)} of ${formatCount(loadBalancer.targets)}`
            )}
          </strong>
        </Fact>
        <Fact title="Billed, 30 days">
          {page.billed === null ? (
            <strong>
              <Unknown reason="The bill has no lines by resource for it: they are asked for with costs.resourceLevel in linkledger.yaml.">
                not known
              </Unknown>
            </strong>
          ) : (
            <>
              <strong>{formatUsd(page.billed.usd)}</strong>
              <span className={classes.second}>{formatDays(page.billed.from, page.billed.to)}</span>
            </>
          )}
        </Fact>
        <Fact title="Created">
          <strong>
            {createdTime ? <Time at={createdTime} age /> : <Unknown reason="AWS gave no creation time." />}
          </strong>
          <span className={classes.second}>
            first seen <Time at={loadBalancer.firstSeen} />
          </span>
        </Fact>
      </DetailHeader>
      <DetailBanners what="load balancer" entity={loadBalancer} provenance={provenance} />
      <FindingsPanel
        findings={page.findings}
        all={`/findings?resourceId=${encodeURIComponent(loadBalancerArn)}`}
        none="Nothing is found about it. What fails on the paths through it stands with its services."
      />
      <TargetGroupsPanel page={page} />
      <BalancedServicesPanel page={page} />
      <ProviderTrafficPanel
        traffic={page.traffic}
        source="CloudWatch AWS/NetworkELB"
        notMeasured={
          type === "gateway"
            ? "Linkledger does not ask CloudWatch about gateway load balancers."
            : "It has not been asked for yet, or CloudWatch refused the account."
        }
      />
      <div className={classes.columns}>
        <div className={classes.stack}>
          <LoadBalancerConfigurationPanel page={page} />
          <TagsPanel tags={loadBalancer.tags} asOf={provenance.lastSuccessAt} />
        </div>
        <div className={classes.stack}>
          <IdlePanel idle={page.idle} never="It has not been judged yet, or is gone." />
          <ProviderChangesPanel
            subject="Load balancer"
            changes={page.changes}
            ownId={loadBalancerArn}
            asOf={provenance.lastSuccessAt}
          />
        </div>
      </div>
      <RawDetails
        raw={loadBalancer.raw}
        source="Elastic Load Balancing DescribeLoadBalancers"
        asOf={provenance.lastSuccessAt}
      />
    </>
  );
}
