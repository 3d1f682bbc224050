import { Zones } from "#components/costs/Zones.tsx";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import type { Executive } from "#lib/executive/loaders.ts";
import { formatCountOf } from "#lib/format/numbers.ts";
import { trafficProvenance } from "./Cards.tsx";
import classes from "./executive.module.css";

/** Regions on a page that is to fit two sheets. */
const most = 4;

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
          <Zones
            regions={zones.slice(0, most)}
            hrefOf={(azId) => `/costs?month=${month}&by=account&az=${azId}`}
          />
          <p className={classes.note}>
            More blue, more money. ○ and the bar: share of measured AZ-hours on days when nothing went
            through; bold from 30 %.{" "}
            {zones.length > most && (
              <Link className="figure" href={`/costs?month=${month}&by=region#zones`}>
                {formatCountOf(zones.length - most, "more region")}
              </Link>
            )}
          </p>
        </>
      )}
    </Panel>
  );
}
