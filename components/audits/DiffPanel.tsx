import lists from "#components/lists/lists.module.css";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { ScrollTable } from "#components/ui/Table.tsx";
import { Time } from "#components/ui/Time.tsx";
import type { AuditDetail, AuditDiff } from "#lib/audits/schema.ts";
import { formatUsd } from "#lib/format/money.ts";
import { formatCount, formatCountOf } from "#lib/format/numbers.ts";
import classes from "./audits.module.css";

/** What differs from the audit before. */
export function DiffPanel({ audit, diff }: { audit: AuditDetail; diff: AuditDiff }) {
  const csv = `/api/v1/audits/${audit.snapshotId}/diff.csv`;
  if (!diff.with) {
    return (
      <Panel title="What changed">
        <EmptyState title="There is no earlier audit to compare with">
          Audits of other quarters can still be made, as far back as anything was collected.
        </EmptyState>
      </Panel>
    );
  }
  return (
    <Panel
      title="What changed"
      provenance={{
        asOf: diff.asOf,
        source: (
          <>
            against{" "}
            <Link href={`/audits/${diff.with}`}>
              the audit as of {diff.withAsOf ? <Time at={diff.withAsOf} /> : "before"}
            </Link>
          </>
        ),
      }}
      actions={
        <a className="figure no-print" href={csv}>
          All {formatCount(diff.total)} as CSV
        </a>
      }
    >
      {diff.changes.length === 0 ? (
        <EmptyState title="Nothing differs" />
      ) : (
        <>
          <ul className={classes.changes}>
            {diff.changes.map(({ subject, change, items }) => (
              <li key={`${subject} ${change}`}>
                <b>{formatCount(items)}</b> {subject} {change.replaceAll("-", " ")}
              </li>
            ))}
            {diff.costDeltaUsd !== null && (
              <li>
                <b>{formatUsd(diff.costDeltaUsd)}</b> cost delta
              </li>
            )}
          </ul>
          <ScrollTable
            label="What changed"
            className={lists.table}
            columns={["What", "Change", "Before", "After", "Owner"]}
          >
            <tbody>
              {diff.items.map((item) => (
                <tr key={`${item.subject} ${item.accountId} ${item.region} ${item.id} ${item.change}`}>
                  <th scope="row">
                    <span className="mono">{item.id}</span>
                    <small>
                      {item.subject} · {item.accountId} {item.region}
                    </small>
                  </th>
                  <td>
                    {item.change.replaceAll("-", " ")}
                    {item.reason && <small>{item.reason}</small>}
                  </td>
                  <td className={classes.value}>{item.before ?? "–"}</td>
                  <td className={classes.value}>{item.after ?? "–"}</td>
                  <td>{item.owner ?? "–"}</td>
                </tr>
              ))}
            </tbody>
          </ScrollTable>
          {diff.nextCursor && (
            <p className={classes.note}>
              The first {formatCountOf(diff.items.length, "row")} of {formatCount(diff.total)}; the CSV has
              all.
            </p>
          )}
        </>
      )}
    </Panel>
  );
}
