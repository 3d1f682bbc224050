import { Term } from "#components/ui/Term.tsx";
import type { CostsPage } from "#lib/cost/explore/loaders.ts";
import { dimensionTitles, type ExploreDimension } from "#lib/cost/explore/schema.ts";
import classes from "./costs.module.css";
import { PivotRows } from "./PivotRows.tsx";
import { PivotValue } from "./PivotValue.tsx";

/** Rows by estimated, billed and unexplained; or by the columns of a second dimension. */
export function PivotTable({ page }: { page: CostsPage }) {
  const { query, pivot, estimateOnly, names } = page;
  const withBill = !estimateOnly;
  return (
    <table className={classes.table}>
      <caption className="visually-hidden">Costs by {dimensionTitles[query.rows].toLowerCase()}</caption>
      <thead>
        <tr>
          <th scope="col">{dimensionTitles[query.rows]}</th>
          {query.columns === null && <td className={classes.barCell} />}
          {query.columns &&
            pivot.columns.map((key) => (
              <th key={key ?? ""} scope="col" data-align="right">
                <PivotValue dimension={query.columns as ExploreDimension} value={key} names={names} />
              </th>
            ))}
          {query.columns && pivot.otherColumns > 0 && (
            <th scope="col" data-align="right">
              {pivot.otherColumns} others
            </th>
          )}
          {query.columns ? (
            <th scope="col" data-align="right">
              Total
            </th>
          ) : (
            <>
              {withBill && (
                <th scope="col" data-align="right">
                  <Term name="billed">Billed</Term>
                </th>
              )}
              <th scope="col" data-align="right">
                <Term name="estimated">Estimated</Term>
              </th>
              <th scope="col" data-align="right">
                Share
              </th>
              {withBill && (
                <>
                  <th scope="col" data-align="right">
                    <Term name="unexplained">Unexplained</Term>
                  </th>
                  <th scope="col">Mostly because</th>
                </>
              )}
            </>
          )}
        </tr>
      </thead>
      <PivotRows page={{ query, pivot, estimateOnly, names }} />
    </table>
  );
}
