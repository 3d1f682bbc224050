"use client";

import { Button, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { Time } from "#components/ui/Time.tsx";
import { formatCount } from "#lib/format/numbers.ts";
import type { ResourceChange } from "#lib/inventory/changeSchema.ts";
import { changeTitle, relatedTitle } from "#lib/inventory/changeWords.ts";
import { ChangeActor } from "./ChangeActor.tsx";
import { ChangeDiff } from "./ChangeDiff.tsx";
import classes from "./endpoint.module.css";

const atFirst = 12;

export interface ChangesPanelProps {
  /** What the page is about: `Endpoint`. */
  subject: string;
  /** Of the subject itself. */
  own: ResourceChange[];
  /** Of what it stands on. */
  related: ResourceChange[];
  asOf: string | null;
}

/** The change log of the page's subject and of what it stands on, newest first. */
export function ChangesPanel({ subject, own, related, asOf }: ChangesPanelProps) {
  const [shown, setShown] = useState(atFirst);
  const [whose, setWhose] = useState("all");
  const changes = whose === "own" ? own : newestFirst([...own, ...related]);
  return (
    <Panel
      id="changes"
      title="Changes"
      provenance={{
        asOf,
        source: "inventory compared run by run; who, from CloudTrail",
        href: "/collectors",
      }}
      actions={
        related.length > 0 && (
          <SegmentedControl
            size="xs"
            aria-label="Whose changes"
            value={whose}
            onChange={setWhose}
            data={[
              { value: "all", label: "With what it stands on" },
              { value: "own", label: subject },
            ]}
          />
        )
      }
      footer="The time is that of the run which saw the change; it happened between that run and the one before. Somebody is named only where every call in CloudTrail that fits is theirs."
    >
      {changes.length === 0 ? (
        <EmptyState title="No change since it was first seen">
          Each run compares what it finds with the run before; what differs stands here.
        </EmptyState>
      ) : (
        <ol className={classes.timeline}>
          {changes.slice(0, shown).map((change) => (
            <Change key={`${change.accountId} ${change.id}`} change={change} own={own.includes(change)} />
          ))}
        </ol>
      )}
      {changes.length > shown && (
        <Button variant="subtle" size="compact-sm" mt={8} onClick={() => setShown(changes.length)}>
          Show {formatCount(changes.length - shown)} older
        </Button>
      )}
    </Panel>
  );
}

function Change({ change, own }: { change: ResourceChange; own: boolean }) {
  return (
    <li data-change={change.change}>
      <div className={classes.changeHead}>
        <strong>{own ? changeTitle(change) : relatedTitle(change)}</strong>
        <span className={classes.faint}>
          <Time at={change.observedAt} />
        </span>
      </div>
      <ChangeActor change={change} />
      {change.change === "modified" && (
        <ChangeDiff before={change.before} after={change.after} field={change.field} />
      )}
    </li>
  );
}

const newestFirst = (changes: ResourceChange[]) =>
  changes.toSorted((a, b) =>
    a.observedAt === b.observedAt ? b.id - a.id : a.observedAt < b.observedAt ? 1 : -1,
  );
