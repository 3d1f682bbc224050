import { Zones } from "#components/costs/Zones.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import type { Executive } from "#lib/executive/loaders.ts";
import { trafficProvenance } from "./Cards.tsx";
import classes from "./executive.module.css";

/** What each zone costs in the month, and how much of it carries nothing. */
export function ZonesPanel({ data }: { data: Executive }) {
  const { zones, month } = data;
  return (
    <Panel
      id="zones"
      title="Cost per zone"
      provenance={{ ...trafficProvenance(data), source: "estimated at list prices" }}
    >
      {zones.length === 0 ? (
        <EmptyState title="No zone has been estimated in this month" />
      ) : (
        <>
          <Zones regions={zones} hrefOf={(azId) => `/costs?month=${month}&by=account&az=${azId}`} />
          <p className={classes.note}>
            More blue, more money. ○ and the bar: share of measured AZ-hours on days when nothing went
            through; bold from 30 %.
          </p>
        </>
      )}
    </Panel>
  );
}
