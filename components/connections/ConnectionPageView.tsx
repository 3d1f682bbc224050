import { ChecksPanel } from "#components/diagnosis/ChecksPanel.tsx";
import { PathPanel } from "#components/diagnosis/PathPanel.tsx";
import { verdictWords } from "#components/diagnosis/words.ts";
import { ChangesPanel } from "#components/endpoints/ChangesPanel.tsx";
import classes from "#components/endpoints/endpoint.module.css";
import { LeadUpPanel } from "#components/endpoints/LeadUpPanel.tsx";
import { PageNav } from "#components/endpoints/PageNav.tsx";
import type { ConnectionPage } from "#lib/inventory/connection/pageSchema.ts";
import { ConnectionBanners } from "./ConnectionBanners.tsx";
import { ConnectionHeader } from "./ConnectionHeader.tsx";
import { ConsumerPanel } from "./ConsumerPanel.tsx";
import { PermissionsPanel } from "./PermissionsPanel.tsx";
import { ProviderPanel } from "./ProviderPanel.tsx";
import { ZonePairsPanel } from "./ZonePairsPanel.tsx";

const sections = [
  ["path", "Path"],
  ["consumer", "Consumer"],
  ["provider", "Provider"],
  ["zones", "Zones"],
  ["permissions", "Permissions"],
  ["changes", "Changes"],
  ["checks", "All checks"],
] as const;

/** The page of one connection: the same path, seen from both of its ends. */
export function ConnectionPageView({ page }: { page: ConnectionPage }) {
  const { serviceId, vpcEndpointId, changes, diagnosis } = page;
  const key = `${serviceId}/${vpcEndpointId}`;
  const isOwn = (id: string) => id === key || id === vpcEndpointId;
  const log = {
    own: changes.filter(({ resourceId }) => isOwn(resourceId)),
    related: changes.filter(({ resourceId }) => !isOwn(resourceId)),
    asOf: page.connectionAsOf ?? page.consumerAsOf,
  };
  return (
    <>
      <ConnectionHeader page={page} />
      <PageNav
        subject={vpcEndpointId}
        verdict={diagnosis?.verdict ? verdictWords[diagnosis.verdict.kind] : null}
        sections={sections}
      />
      <ConnectionBanners page={page} />
      {diagnosis && <PathPanel diagnosis={diagnosis} />}
      {diagnosis && <LeadUpPanel {...log} diagnosis={diagnosis} />}
      <div className={classes.columns}>
        <ConsumerPanel page={page} />
        <ProviderPanel page={page} />
      </div>
      <ZonePairsPanel page={page} />
      <div className={classes.columns}>
        <PermissionsPanel page={page} />
        <ChangesPanel subject="Connection" {...log} />
      </div>
      {diagnosis && <ChecksPanel diagnosis={diagnosis} />}
    </>
  );
}
