import { ChecksPanel } from "#components/diagnosis/ChecksPanel.tsx";
import { PathPanel } from "#components/diagnosis/PathPanel.tsx";
import type { EndpointPage } from "#lib/inventory/endpointPageSchema.ts";
import { ChangesPanel } from "./ChangesPanel.tsx";
import { ConfigurationPanel } from "./ConfigurationPanel.tsx";
import { EndpointBanners } from "./EndpointBanners.tsx";
import { EndpointHeader } from "./EndpointHeader.tsx";
import classes from "./endpoint.module.css";
import { OtherSidePanel } from "./OtherSidePanel.tsx";
import { PolicyPanel } from "./PolicyPanel.tsx";
import { ProbesPanel } from "./ProbesPanel.tsx";
import { RawPanel } from "./RawPanel.tsx";
import { TagsPanel } from "./TagsPanel.tsx";
import { TrafficPanel } from "./TrafficPanel.tsx";
import { ZonesPanel } from "./ZonesPanel.tsx";

const sections = [
  ["path", "Path"],
  ["zones", "Zones"],
  ["traffic", "Traffic"],
  ["probes", "Probes"],
  ["changes", "Changes"],
  ["other-side", "Other side"],
  ["tags", "Tags"],
  ["configuration", "Configuration"],
  ["policy", "Policy"],
  ["checks", "All checks"],
  ["raw", "Raw"],
] as const;

/** The page of one endpoint. */
export function EndpointPageView({ page }: { page: EndpointPage }) {
  const { endpoint } = page;
  return (
    <>
      <EndpointHeader endpoint={endpoint} serviceTitle={page.serviceTitle} />
      <EndpointBanners endpoint={endpoint} />
      <nav className={classes.sections} aria-label="On this page">
        {sections.map(([id, title]) => (
          <a key={id} href={`#${id}`}>
            {title}
          </a>
        ))}
      </nav>
      <PathPanel diagnosis={page.diagnosis} />
      <ZonesPanel endpoint={endpoint} />
      <TrafficPanel endpoint={endpoint} metrics={page.metrics} problem={page.metricsProblem} />
      <ProbesPanel probes={page.probes} />
      <div className={classes.columns}>
        <div className={classes.stack}>
          <ChangesPanel
            subject="Endpoint"
            own={endpoint.changes}
            related={endpoint.relatedChanges}
            asOf={endpoint.provenance.lastSuccess}
          />
          <OtherSidePanel endpoint={endpoint} otherSide={page.otherSide} />
          <TagsPanel endpoint={endpoint} />
        </div>
        <div className={classes.stack}>
          <ConfigurationPanel endpoint={endpoint} />
          <PolicyPanel endpoint={endpoint} />
        </div>
      </div>
      <ChecksPanel diagnosis={page.diagnosis} />
      <RawPanel endpoint={endpoint} />
    </>
  );
}
