import type { ReactNode } from "react";
import { Panel } from "#components/ui/Panel.tsx";
import type { ProvenanceProps } from "#components/ui/Provenance.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { ScrollTable, type TableColumn } from "#components/ui/Table.tsx";
import { Time } from "#components/ui/Time.tsx";
import { formatCount } from "#lib/format/numbers.ts";
import type { AskedSummary } from "#lib/logsInsights/schema.ts";
import classes from "./evidence.module.css";
import { knownTo } from "./windowWords.ts";

const atMost = 50;

interface Seen {
  lastAt: Date;
}

interface LogPanelProps<Group extends Seen> {
  id: string;
  title: string;
  provenance: Omit<ProvenanceProps, "asOf">;
  summary: AskedSummary<Group>;
  /** What is so when nothing was seen: `Nobody was refused`. */
  none: string;
  /** What the table is of: `Refused flows by source and port`. */
  label: string;
  columns: readonly TableColumn[];
  /** What the groups are sorted by: `flows`. */
  fewer: string;
  row: (group: Group) => ReactNode;
}

/** What a log has seen in a window of time, grouped: not known, nothing, or a table of the groups with most. */
export function LogPanel<Group extends Seen>(props: LogPanelProps<Group>) {
  const { id, title, provenance, summary, none, label, columns, fewer, row } = props;
  return (
    <Panel
      id={id}
      title={title}
      provenance={{ ...provenance, asOf: knownTo(summary) }}
      footer={
        summary.state === "seen" && !summary.complete
          ? `At least these: not all of the time was asked for (${summary.reason}).`
          : undefined
      }
    >
      {summary.state === "unknown" ? (
        <p className={classes.text}>
          <StatusMark status="unknown" /> Not known: {summary.reason}.
        </p>
      ) : summary.state === "none-seen" ? (
        <p className={classes.text}>
          <StatusMark status="ok" /> {none} in this time, all of which was asked for up to{" "}
          <Time at={summary.askedTo} />.
        </p>
      ) : (
        <>
          <ScrollTable
            label={label}
            columns={columns}
            className={classes.table}
            scrollClassName={classes.scroller}
          >
            <tbody>{summary.groups.slice(0, atMost).map(row)}</tbody>
          </ScrollTable>
          {summary.groups.length > atMost && (
            <p className={classes.note}>
              And {formatCount(summary.groups.length - atMost)} more with fewer {fewer}.
            </p>
          )}
        </>
      )}
    </Panel>
  );
}
