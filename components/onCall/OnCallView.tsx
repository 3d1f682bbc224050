"use client";

import { parseAsString, useQueryState } from "nuqs";
import { useClock } from "#components/ui/Clock.tsx";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { StaleBanner } from "#components/ui/States.tsx";
import { Time } from "#components/ui/Time.tsx";
import type { OnCall } from "#lib/onCall/schema.ts";
import { BurnPanel } from "./BurnPanel.tsx";
import { Headline } from "./Headline.tsx";
import { HealthMapPanel } from "./HealthMapPanel.tsx";
import { IncidentStrip } from "./IncidentStrip.tsx";
import { IncidentsPanel } from "./IncidentsPanel.tsx";
import classes from "./onCall.module.css";
import { ApplicationsPanel, DenialsPanel, ProvisioningPanel } from "./SidePanels.tsx";
import { TelemetryPanel } from "./TelemetryPanel.tsx";
import { TimelinePanel } from "./TimelinePanel.tsx";
import { type Trouble, useOnCall } from "./useOnCall.ts";

/** What fails, where it breaks, since when, whose it is and what to run next; it renews itself. */
export function OnCallView({ initial }: { initial: OnCall }) {
  const { page, trouble } = useOnCall(initial);
  const { now } = useClock();
  // `none`: the reader closed what is open by itself, the worst.
  const [asked, setAsked] = useQueryState("incident", parseAsString);
  const worst = page.incidents[0]?.key ?? null;
  const open = asked === "none" ? null : (page.incidents.find(({ key }) => key === asked)?.key ?? worst);
  const openIt = (key: string | null) => void setAsked(key ?? "none");
  return (
    <div className={classes.page}>
      <Headline page={page} trouble={trouble} />
      <Banners page={page} trouble={trouble} />
      <IncidentStrip
        incidents={page.incidents}
        open={open}
        now={now}
        onOpen={(key) => {
          openIt(key);
          const row = document.querySelector<HTMLElement>(`button[data-incident="${CSS.escape(key)}"]`);
          row?.focus({ preventScroll: true });
          row?.scrollIntoView({ block: "center" });
        }}
      />
      <div className={classes.two}>
        <IncidentsPanel page={page} open={open} onOpen={openIt} />
        <div className={classes.stack}>
          <HealthMapPanel page={page} />
          <BurnPanel burns={page.burns} />
          <TelemetryPanel telemetry={page.telemetry} />
        </div>
      </div>
      <TimelinePanel page={page} />
      <div className={classes.three}>
        <ApplicationsPanel page={page} />
        <DenialsPanel denials={page.denials} />
        <ProvisioningPanel provisioning={page.provisioning} />
      </div>
    </div>
  );
}

const troubleWords: Record<Trouble, string> = {
  network: "Linkledger cannot be reached.",
  database: "Linkledger’s database does not answer.",
};

function Banners({ page, trouble }: { page: OnCall; trouble: Trouble | null }) {
  if (trouble)
    return (
      <StaleBanner status="bad">
        {troubleWords[trouble]} What is shown is the picture of <Time at={page.readAt} />; it is asked for
        again by itself.
      </StaleBanner>
    );
  if (page.late && page.evaluatedAt)
    return (
      <StaleBanner>
        Paths were judged last <Time at={page.evaluatedAt} age />: what broke or was mended since is not here.
        The{" "}
        <Link className="figure" href="/collectors">
          collectors page
        </Link>{" "}
        says whether workers run.
      </StaleBanner>
    );
  return null;
}
