"use client";

import { Button } from "@mantine/core";
import { useState } from "react";
import { useMay } from "#components/access/SignedIn.tsx";
import { formatCount } from "#lib/format/numbers.ts";
import type { IdleItem } from "#lib/idle/list.ts";
import { mostDecisions } from "#lib/idle/schema.ts";
import { useDecisions } from "./DecisionProvider.tsx";
import classes from "./decide.module.css";
import { type DecidedRow, rowKey, savingWords } from "./decide.ts";
import { toDecidedRow } from "./decidedRow.ts";

/** Chooses one row. */
export function RowCheck({ row }: { row: DecidedRow }) {
  const { chosen, choose } = useDecisions();
  if (!useMay("decide")) return null;
  return (
    <input
      type="checkbox"
      className={`${classes.check} no-print`}
      aria-label={`Choose ${row.what} ${row.label}`}
      checked={chosen.has(rowKey(row))}
      onChange={(event) => choose([row], event.currentTarget.checked)}
    />
  );
}

/** Chooses all rows of the page. */
export function PageCheck({ rows }: { rows: DecidedRow[] }) {
  const { chosen, choose } = useDecisions();
  const on = rows.filter((row) => chosen.has(rowKey(row))).length;
  if (!useMay("decide")) return null;
  return (
    <input
      type="checkbox"
      className={`${classes.check} no-print`}
      aria-label="Choose all rows of this page"
      checked={on > 0 && on === rows.length}
      ref={(input) => {
        if (input) input.indeterminate = on > 0 && on < rows.length;
      }}
      onChange={(event) => choose(rows, event.currentTarget.checked)}
    />
  );
}

/** Opens the dialog about one row. */
export function DecideButton({ row }: { row: DecidedRow }) {
  const { decide } = useDecisions();
  if (!useMay("decide")) return null;
  return (
    <Button
      size="compact-xs"
      variant="default"
      className="no-print"
      aria-label={`Decide about ${row.what} ${row.label}`}
      onClick={() => decide([row])}
    >
      Decide
    </Button>
  );
}

/** What can be done with the rows that are chosen. `query` is that of the list, `total` what it leaves. */
export function SelectionBar({ query, total }: { query: string; total: number }) {
  const { chosen, choose, clear, decide } = useDecisions();
  const [state, setState] = useState<"" | "busy" | "failed">("");
  if (chosen.size === 0) return null;
  const rows = [...chosen.values()];
  const reach = Math.min(total, mostDecisions);
  const chooseAll = async () => {
    setState("busy");
    try {
      const response = await fetch(`/api/v1/idle?${query}&limit=${mostDecisions}`);
      if (!response.ok) throw new Error(String(response.status));
      const { items } = (await response.json()) as { items: IdleItem[] };
      choose(items.map(toDecidedRow), true);
      setState("");
    } catch {
      setState("failed");
    }
  };
  return (
    <section className={`${classes.bar} no-print`} aria-label="Chosen rows">
      <span role="status">
        <strong>{formatCount(chosen.size)} chosen</strong>, {savingWords(rows)}
      </span>
      {chosen.size < reach && (
        <Button
          size="compact-sm"
          variant="subtle"
          loading={state === "busy"}
          onClick={() => void chooseAll()}
        >
          {total > reach
            ? `Choose the first ${formatCount(reach)} of ${formatCount(total)} that match`
            : `Choose all ${formatCount(total)} that match`}
        </Button>
      )}
      {state === "failed" && <span role="alert">They could not be read; try again.</span>}
      <span className={classes.barEnd}>
        <Button size="compact-sm" variant="default" onClick={clear}>
          Clear
        </Button>
        <Button size="compact-sm" disabled={chosen.size > mostDecisions} onClick={() => decide(rows)}>
          Decide about {formatCount(chosen.size)}
        </Button>
      </span>
    </section>
  );
}
