import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import type { CostsPage } from "#lib/cost/explore/loaders.ts";
import { exploreHref } from "#lib/cost/explore/query.ts";
import classes from "./costs.module.css";
import { Zones } from "./Zones.tsx";

/** What each zone costs, and how much of it carries nothing. */
export function ZonesPanel({ page }: { page: CostsPage }) {
  const { zones, query, estimated } = page;
  return (
    <Panel
      id="zones"
      title="By zone"
      provenance={{
        asOf: estimated.asOf,
        coverage: { part: estimated.coverage.fresh, whole: estimated.coverage.scopes, of: "scopes" },
        source: "estimated at list prices; AZ IDs are the same in every account",
        href: "/collectors?collector=metrics",
      }}
    >
      {zones === null ? (
        <EmptyState title="Zones are summed by whole months">
          <p>
            <Link className="figure" href={exploreHref(query, { rows: "az" })}>
              Rows by zone
            </Link>{" "}
            tell these days.
          </p>
        </EmptyState>
      ) : zones.length === 0 ? (
        <EmptyState title="No zone has been estimated in these days" />
      ) : (
        <>
          <Zones
            regions={zones}
            hrefOf={(azId) =>
              exploreHref(query, {
                rows: "account",
                columns: null,
                filters: [
                  ...query.filters.filter(({ dimension }) => dimension !== "az"),
                  { dimension: "az", value: azId },
                ],
              })
            }
          />
          <p className={classes.note}>
            More blue, more money. ○ and the bar: share of the measured AZ-hours on days when nothing went
            through the zone. Hours that nobody measured are in neither.
          </p>
        </>
      )}
    </Panel>
  );
}
