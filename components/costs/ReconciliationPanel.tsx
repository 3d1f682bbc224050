import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { StatusPill } from "#components/ui/StatusMark.tsx";
import { Term } from "#components/ui/Term.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import type { CostsPage } from "#lib/cost/explore/loaders.ts";
import { exploreHref } from "#lib/cost/explore/query.ts";
import { unexplainedCauses } from "#lib/cost/reconcile/schema.ts";
import { formatUsd } from "#lib/format/money.ts";
import { formatCountOf, formatShare } from "#lib/format/numbers.ts";
import { causeTitles } from "./causes.ts";
import classes from "./costs.module.css";

/** What was billed, what we had expected, and by what they differ. */
export function ReconciliationPanel({ page }: { page: CostsPage }) {
  const { pivot, query, billed } = page;
  const { total } = pivot;
  const flagged = pivot.rows.filter((row) => row.flagged).length;
  const lasting = total.causes.filter(({ cause }) => cause !== "bill-delay");
  const off = lasting.reduce((sum, { usd }) => sum + Math.abs(usd), 0);
  const most = Math.max(0, ...total.causes.map(({ usd }) => Math.abs(usd)));
  return (
    <Panel
      id="reconciliation"
      title="Estimated against billed"
      provenance={{
        asOf: billed.asOf,
        coverage: { part: billed.coverage.fresh, whole: billed.coverage.scopes, of: "scopes" },
        source: "held against each other by account, region, charge and day",
        href: "/collectors?collector=costs",
      }}
    >
      {total.billed === null || total.estimated === null ? (
        <p className={classes.note}>
          <Unknown reason="There is a bill or an estimate, not both">Not comparable:</Unknown>{" "}
          {total.billed === null ? "nothing is billed of these days" : "nothing of these days is estimated"}.
        </p>
      ) : (
        <>
          <dl className={classes.trio}>
            <div>
              <dt>
                <Term name="billed">Billed</Term>
              </dt>
              <dd>{formatUsd(total.billed)}</dd>
            </div>
            <div>
              <dt>
                <Term name="estimated">Our estimate</Term>
              </dt>
              <dd>{formatUsd(total.estimated)}</dd>
            </div>
            <div>
              <dt>
                <Term name="unexplained">Unexplained</Term>
              </dt>
              <dd>
                {formatUsd(total.unexplained ?? 0)}{" "}
                <StatusPill status={off > Math.abs(total.billed) * 0.05 ? "warn" : "ok"}>
                  {formatShare(off, total.billed)} beyond the delay
                </StatusPill>
              </dd>
            </div>
          </dl>
          <table className={classes.table}>
            <caption className="visually-hidden">What is unexplained, by cause</caption>
            <tbody>
              {total.causes.map(({ cause, usd }) => (
                <tr key={cause}>
                  <th scope="row">
                    {causeTitles[cause]}
                    <small>{unexplainedCauses[cause]}</small>
                  </th>
                  <td className={classes.barCell}>
                    <div className={classes.bar} data-kind={usd < 0 ? "less" : "more"}>
                      <span style={{ width: `${most > 0 ? (Math.abs(usd) / most) * 100 : 0}%` }} />
                    </div>
                  </td>
                  <td data-align="right">{formatUsd(usd, 2)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {flagged > 0 && (
            <p className={classes.note}>
              {formatCountOf(flagged, "row")} above {flagged === 1 ? "is" : "are"} more than 5 % off on some
              day, for more than the bill's delay.{" "}
              <Link href={exploreHref(query, { rows: "day", columns: null })}>By day</Link> shows which.
            </p>
          )}
        </>
      )}
    </Panel>
  );
}
