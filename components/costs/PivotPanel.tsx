import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { ScrollRegion } from "#components/ui/ScrollRegion.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import type { CostsPage } from "#lib/cost/explore/loaders.ts";
import { exploreHref } from "#lib/cost/explore/query.ts";
import { dimensionTitles, exploreDimensions } from "#lib/cost/explore/schema.ts";
import { formatDays } from "#lib/format/time.ts";
import classes from "./costs.module.css";
import { PivotTable } from "./PivotTable.tsx";

/** The span split by one dimension, or by two. */
export function PivotPanel({ page }: { page: CostsPage }) {
  const { query, pivot, estimateOnly, billed, estimated } = page;
  const basis = estimateOnly ? estimated : billed;
  return (
    <Panel
      id="split"
      title={`By ${dimensionTitles[query.rows].toLowerCase()}${query.columns ? ` and ${dimensionTitles[query.columns].toLowerCase()}` : ""}, ${formatDays(query.days.first, query.days.last)}`}
      provenance={{
        asOf: basis.asOf,
        coverage: { part: basis.coverage.fresh, whole: basis.coverage.scopes, of: "scopes" },
        source: estimateOnly ? "estimated at list prices" : "billed, and estimated at list prices",
        href: "/collectors",
      }}
      actions={
        <a className="figure no-print" href={exploreHref(query, {}, "/internal/costs.csv")}>
          This table as CSV
        </a>
      }
    >
      <div className={`${classes.pickers} no-print`}>
        <Picker page={page} name="Rows" />
        <Picker page={page} name="Columns" />
      </div>
      {pivot.rows.length === 0 ? (
        <EmptyState title="Nothing is known under this selection">
          <p>No bill and no estimate has anything of it in these days. That is not the same as zero.</p>
        </EmptyState>
      ) : (
        <ScrollRegion label="Costs, table" className={classes.scroll}>
          <PivotTable page={page} />
        </ScrollRegion>
      )}
    </Panel>
  );
}

function Picker({ page: { query }, name }: { page: CostsPage; name: "Rows" | "Columns" }) {
  const isRows = name === "Rows";
  const current = isRows ? query.rows : query.columns;
  return (
    <nav className={classes.picker} aria-label={name}>
      <span aria-hidden>{name}</span>
      {!isRows && (
        <Link
          href={exploreHref(query, { columns: null })}
          scroll={false}
          aria-current={current === null ? "true" : undefined}
        >
          Billed / estimated
        </Link>
      )}
      {exploreDimensions
        .filter((one) => isRows || (one !== query.rows && one !== "endpoint" && one !== "vpc"))
        .map((one) => (
          <Link
            key={one}
            href={exploreHref(query, isRows ? { rows: one } : { columns: one })}
            scroll={false}
            aria-current={one === current ? "true" : undefined}
          >
            {dimensionTitles[one]}
          </Link>
        ))}
    </nav>
  );
}
