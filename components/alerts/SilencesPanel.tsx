import lists from "#components/lists/lists.module.css";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { ScrollTable } from "#components/ui/Table.tsx";
import { Time } from "#components/ui/Time.tsx";
import { matchWords } from "#lib/alerts/matchers.ts";
import type { AlertsPage } from "#lib/alerts/pageLoaders.ts";
import { formatCount, formatCountOf } from "#lib/format/numbers.ts";
import classes from "./alerts.module.css";
import { EndSilenceButton } from "./EndSilenceButton.tsx";

/** What nobody is told of at the moment, or will not be, and why. */
export function SilencesPanel({
  silences: { asOf, items, total, past },
}: {
  silences: AlertsPage["silences"];
}) {
  return (
    <Panel
      id="silences"
      title="Silences"
      provenance={{ asOf, source: "entered here, and linkledger.yaml" }}
      actions={
        <a className="figure no-print" href="/api/v1/silences.csv?state=any">
          All {formatCount(total + past)} as CSV
        </a>
      }
    >
      {items.length === 0 ? (
        <EmptyState title="Nothing is silenced">
          {past > 0 ? `${formatCountOf(past, "silence")} of before on record.` : "None is on record."}
        </EmptyState>
      ) : (
        <ScrollTable
          label="Silences"
          className={lists.table}
          columns={["What", "Until", "Why", { title: "End", hidden: true }]}
        >
          <tbody>
            {items.map((one) => (
              <tr key={one.silenceId}>
                <th scope="row" className={lists.reason}>
                  <StatusMark status={one.state === "active" ? "idle" : "none"} label={one.state} />{" "}
                  {matchWords(one.match)}
                  <small>
                    {one.state === "active" ? `${formatCountOf(one.alerts, "alert")} quiet` : "not begun"}
                  </small>
                </th>
                <td className={lists.nowrap}>
                  <Time at={one.endsAt} />
                  <small>
                    from <Time at={one.startsAt} />
                  </small>
                </td>
                <td className={lists.reason}>
                  {one.reason}
                  <small>{one.createdBy}</small>
                </td>
                <td className="no-print">
                  {one.origin === "person" && (
                    <EndSilenceButton silenceId={one.silenceId} reason={one.reason} />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </ScrollTable>
      )}
      {total > items.length && (
        <p className={classes.note}>{formatCountOf(total - items.length, "more")} in the CSV.</p>
      )}
    </Panel>
  );
}
