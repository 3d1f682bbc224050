import { ChecksPanel } from "#components/diagnosis/ChecksPanel.tsx";
import { PathPanel } from "#components/diagnosis/PathPanel.tsx";
import { verdictWords } from "#components/diagnosis/words.ts";
import type { EndpointPage } from "#lib/inventory/endpointPageSchema.ts";
import { happeningsOf } from "#lib/inventory/happenings.ts";
import { packMetrics } from "#lib/metrics/packed.ts";
import { CallsPanel } from "./CallsPanel.tsx";
import { ChangesPanel } from "./ChangesPanel.tsx";
import { ConfigurationPanel } from "./ConfigurationPanel.tsx";
import { CostPanel } from "./CostPanel.tsx";
import { DenialsPanel } from "./DenialsPanel.tsx";
import { DnsPanel } from "./DnsPanel.tsx";
import { EndpointBanners } from "./EndpointBanners.tsx";
import { EndpointHeader } from "./EndpointHeader.tsx";
import classes from "./endpoint.module.css";
import { LeadUpPanel } from "./LeadUpPanel.tsx";
import { ObjectivesPanel } from "./ObjectivesPanel.tsx";
import { OtherSidePanel } from "./OtherSidePanel.tsx";
import { PageNav } from "./PageNav.tsx";
import { PolicyPanel } from "./PolicyPanel.tsx";
import { ProbesPanel } from "./ProbesPanel.tsx";
import { RawPanel } from "./RawPanel.tsx";
import { RejectsPanel } from "./RejectsPanel.tsx";
import { SimilarPanel } from "./SimilarPanel.tsx";
import { TagsPanel } from "./TagsPanel.tsx";
import { TrafficPanel } from "./TrafficPanel.tsx";
import { UsePanel } from "./UsePanel.tsx";
import { ZonesPanel } from "./ZonesPanel.tsx";

const sections = [
  ["path", "Path"],
  ["zones", "Zones"],
  ["traffic", "Metrics"],
  ["probes", "Probes"],
  ["dns", "DNS"],
  ["rejects", "Rejects"],
  ["similar", "Similar"],
  ["other-side", "Other side"],
  ["cost", "Cost"],
  ["calls", "Trail"],
  ["changes", "Changes"],
  ["configuration", "Configuration"],
  ["checks", "All checks"],
  ["raw", "Raw"],
] as const;

/** The page of one endpoint: what breaks its path first, then everything that says so, or why. */
export function EndpointPageView({ page }: { page: EndpointPage }) {
  const { endpoint, diagnosis, evidence, probes } = page;
  const { verdict } = diagnosis;
  const changes = {
    own: endpoint.changes,
    related: endpoint.relatedChanges,
    asOf: endpoint.provenance.lastSuccess,
  };
  return (
    <>
      <EndpointHeader endpoint={endpoint} serviceTitle={page.serviceTitle} />
      <PageNav
        subject={endpoint.vpcEndpointId}
        verdict={verdict && verdictWords[verdict.kind]}
        sections={sections}
      />
      <EndpointBanners endpoint={endpoint} />
      <PathPanel diagnosis={diagnosis} />
      <LeadUpPanel {...changes} diagnosis={diagnosis} />
      <ZonesPanel endpoint={endpoint} />
      <TrafficPanel
        endpoint={endpoint}
        metrics={page.metrics && packMetrics(page.metrics)}
        problem={page.metricsProblem}
        happenings={happeningsOf(
          endpoint.changes,
          endpoint.relatedChanges,
          evidence.findings,
          evidence.alertTurns,
        )}
      />
      <ProbesPanel probes={probes} attempts={evidence.attempts} now={new Date(probes.to)} />
      <DnsPanel endpoint={endpoint} probes={probes} />
      <div className={classes.columns}>
        <RejectsPanel
          rejects={evidence.rejects}
          rejectsRange={evidence.rejectsRange}
          gateway={endpoint.vpcEndpointType.toLowerCase() === "gateway"}
        />
        <DenialsPanel denials={evidence.denials} denialsRange={evidence.denialsRange} />
      </div>
      <SimilarPanel vpcEndpointId={endpoint.vpcEndpointId} similar={evidence.similar} asOf={diagnosis.asOf} />
      <div className={classes.columns}>
        <OtherSidePanel endpoint={endpoint} otherSide={page.otherSide} />
        <PolicyPanel endpoint={endpoint} />
      </div>
      <div className={classes.columns}>
        <CostPanel cost={evidence.cost} gone={endpoint.goneAt !== null} />
        <div className={classes.stack}>
          <ObjectivesPanel slos={evidence.slos} />
          <UsePanel endpoint={endpoint} />
        </div>
      </div>
      <div className={classes.columns}>
        <CallsPanel calls={evidence.calls} />
        <ChangesPanel subject="Endpoint" {...changes} />
      </div>
      <div className={classes.columns}>
        <ConfigurationPanel endpoint={endpoint} />
        <TagsPanel tags={endpoint.tags} asOf={endpoint.provenance.lastSuccess} />
      </div>
      <ChecksPanel diagnosis={diagnosis} />
      <RawPanel endpoint={endpoint} />
    </>
  );
}
