"use client";

import { Button } from "@mantine/core";
import { useState } from "react";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { Time } from "#components/ui/Time.tsx";
import { formatCount } from "#lib/format/numbers.ts";
import { changeDiff } from "#lib/inventory/changeDiff.ts";
import type { ResourceChange } from "#lib/inventory/changeSchema.ts";
import type { EndpointDetail } from "#lib/inventory/schema.ts";
import classes from "./endpoint.module.css";

const atFirst = 12;

/** What happened to the endpoint, in a few words. */
export function changeTitle({ change, field }: Pick<ResourceChange, "change" | "field">): string {
  if (change === "modified") return field === null ? "changed" : `${fieldWords(field)} changed`;
  const words: Record<string, string> = {
    created: "seen for the first time",
    gone: "no longer found",
    returned: "found again",
  };
  return words[change] ?? change;
}

/** `security group ids` of `securityGroupIds`. */
const fieldWords = (field: string) => field.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();

/** The endpoint's change log, newest first. */
export function ChangesPanel({ endpoint }: { endpoint: EndpointDetail }) {
  const [shown, setShown] = useState(atFirst);
  const { changes, provenance } = endpoint;
  return (
    <Panel
      id="changes"
      title="Changes"
      provenance={{
        asOf: provenance.lastSuccess,
        source: "inventory compared run by run",
        href: "/collectors",
      }}
      footer="The time is that of the run which saw the change; it happened between that run and the one before."
    >
      {changes.length === 0 ? (
        <EmptyState title="No change since it was first seen">
          Each run compares the endpoint with the run before; what differs stands here.
        </EmptyState>
      ) : (
        <ol className={classes.timeline}>
          {changes.slice(0, shown).map((change) => (
            <li key={change.id} data-change={change.change}>
              <div className={classes.changeHead}>
                <strong>{changeTitle(change)}</strong>
                <span className={classes.faint}>
                  <Time at={change.observedAt} />
                  {change.actor && <> · {change.actor}</>}
                </span>
              </div>
              {change.change === "modified" && <Diff before={change.before} after={change.after} />}
            </li>
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

function Diff({ before, after }: { before: unknown; after: unknown }) {
  const diff = changeDiff(before, after);
  if (diff.kind === "value")
    return (
      <p className={`mono ${classes.diffValue}`}>
        <del>{diff.before ?? "nothing"}</del> <span aria-hidden>→</span>
        <span className="visually-hidden"> became </span> <ins>{diff.after ?? "nothing"}</ins>
      </p>
    );
  const signs = { removed: "−", added: "+", same: " " };
  return (
    <pre className={classes.diffLines}>
      {diff.lines.map(({ kind, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines repeat, and the list never changes.
        <div key={index} data-kind={kind}>
          <span aria-hidden>{signs[kind]} </span>
          {kind !== "same" && <span className="visually-hidden">{kind}: </span>}
          {text}
        </div>
      ))}
    </pre>
  );
}
