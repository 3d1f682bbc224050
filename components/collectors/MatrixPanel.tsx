"use client";

import { Switch, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRouter } from "next/navigation";
import { parseAsBoolean, parseAsString, useQueryStates } from "nuqs";
import { useMemo, useRef } from "react";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { SelectField } from "#components/ui/SelectField.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { formatCount, formatCountOf } from "#lib/format/numbers.ts";
import type { CollectorsQuery } from "#lib/runs/loaders.ts";
import type { Matrix, MatrixCell, MatrixRow } from "#lib/runs/matrix.ts";
import { type PackedMatrix, unpackMatrix } from "#lib/runs/packedMatrix.ts";
import { scopeStates } from "#lib/runs/scopeStates.ts";
import classes from "./collectors.module.css";
import { collectorsHref } from "./href.ts";
import { regionName, stateMarks, stateWords } from "./words.ts";

const rowHeight = 28;

export interface MatrixPanelProps {
  matrix: PackedMatrix;
  query: CollectorsQuery;
  collectors: string[];
  asOf: string;
}

/** Accounts × regions with the worst state of their scopes; only the rows in view are in the document. */
export function MatrixPanel({ matrix: packed, query, collectors, asOf }: MatrixPanelProps) {
  const router = useRouter();
  const matrix = useMemo(() => unpackMatrix(packed), [packed]);
  const [{ find, trouble }, setFilter] = useQueryStates({
    find: parseAsString.withDefault(""),
    trouble: parseAsBoolean.withDefault(false),
  });
  const rows = useMemo(
    () => matrix.rows.filter((row) => matches(row, find, trouble)),
    [matrix.rows, find, trouble],
  );
  return (
    <Panel
      id="scopes"
      title={query.collector ? `Scopes of ${query.collector}` : "Scopes, worst collector of each"}
      provenance={{ asOf, source: "the last run of each scope" }}
    >
      <div className={`${classes.filters} no-print`}>
        <SelectField
          aria-label="Collector"
          size="xs"
          w={170}
          allowDeselect={false}
          data={[
            { value: "", label: "All collectors" },
            ...collectors.map((name) => ({ value: name, label: name })),
          ]}
          value={query.collector ?? ""}
          onChange={(value) =>
            router.push(collectorsHref(query, { collector: value || undefined }), { scroll: false })
          }
        />
        <TextInput
          aria-label="Find an account"
          placeholder="Find an account"
          size="xs"
          w={190}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={find}
          onChange={(event) => void setFilter({ find: event.currentTarget.value || null })}
        />
        <Switch
          size="xs"
          label="only trouble"
          checked={trouble}
          onChange={(event) => void setFilter({ trouble: event.currentTarget.checked || null })}
        />
      </div>
      <Legend matrix={matrix} />
      {matrix.rows.length === 0 ? (
        <EmptyState title="No scope has been planned yet" />
      ) : rows.length === 0 ? (
        <EmptyState title={trouble && !find ? "No account is in trouble" : "No account matches"} />
      ) : (
        <Grid rows={rows} regions={matrix.regions} query={query} />
      )}
    </Panel>
  );
}

function matches({ accountId, accountName, troubled }: MatrixRow, find: string, trouble: boolean): boolean {
  if (trouble && troubled === 0) return false;
  const wanted = find.trim().toLowerCase();
  return wanted === "" || accountId.includes(wanted) || (accountName ?? "").toLowerCase().includes(wanted);
}

function Legend({ matrix }: { matrix: Matrix }) {
  return (
    <div className={classes.keys}>
      {scopeStates
        .filter((state) => matrix.counts[state] > 0)
        .map((state) => (
          <span key={state}>
            <StatusMark status={stateMarks[state]} /> {stateWords[state]}{" "}
            <b>{formatCount(matrix.counts[state])}</b>
          </span>
        ))}
    </div>
  );
}

function Grid({ rows, regions, query }: { rows: MatrixRow[]; regions: string[]; query: CollectorsQuery }) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    initialRect: { width: 700, height: 560 },
    getItemKey: (index) => rows[index]?.accountId ?? index,
    scrollMargin: rowHeight,
  });
  return (
    <div ref={scroller} className={classes.matrixScroll}>
      {/* A virtual table cannot be a table element: rows outside of the view are not there. */}
      {/* biome-ignore-start lint/a11y/useSemanticElements: see above. */}
      {/* biome-ignore-start lint/a11y/useFocusableInteractive: cells of a static table take no focus, their links do. */}
      <div
        role="table"
        aria-label="Scopes by account and region"
        aria-rowcount={rows.length + 1}
        className={classes.matrix}
        style={{ height: virtualizer.getTotalSize() + rowHeight, ["--regions" as string]: regions.length }}
      >
        <div role="row" aria-rowindex={1} className={classes.matrixHead}>
          <span role="columnheader">{formatCountOf(rows.length, "account")}</span>
          {regions.map((region) => (
            <span key={region} role="columnheader">
              {regionName(region)}
            </span>
          ))}
        </div>
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index];
          return (
            row && (
              <div
                key={key}
                role="row"
                aria-rowindex={index + 2}
                className={classes.matrixRow}
                style={{ transform: `translateY(${start - rowHeight}px)` }}
              >
                <Row row={row} regions={regions} query={query} />
              </div>
            )
          );
        })}
      </div>
      {/* biome-ignore-end lint/a11y/useFocusableInteractive: see above. */}
      {/* biome-ignore-end lint/a11y/useSemanticElements: see above. */}
    </div>
  );
}

function Row({ row, regions, query }: { row: MatrixRow; regions: string[]; query: CollectorsQuery }) {
  const name = row.accountName ?? row.accountId;
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: part of the virtual table above. */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: its link takes the focus. */}
      <span role="rowheader">
        <Link
          href={collectorsHref(query, { account: row.accountId, region: undefined }, "#runs")}
          title={row.accountId}
        >
          {name}
        </Link>
      </span>
      {row.cells.map((cell, index) => {
        const region = regions[index] ?? "";
        return (
          // biome-ignore lint/a11y/useSemanticElements: part of the virtual table above.
          <span key={region} role="cell">
            <Cell
              cell={cell}
              name={`${name}, ${regionName(region)}`}
              href={collectorsHref(query, { account: row.accountId, region }, "#runs")}
            />
          </span>
        );
      })}
    </>
  );
}

function Cell({ cell, name, href }: { cell: MatrixCell; name: string; href: string }) {
  if (!cell) return <span className="visually-hidden">no scope</span>;
  const { state, scopes, of } = cell;
  const words = of === 1 ? stateWords[state] : `${scopes} of ${of} scopes ${stateWords[state]}`;
  return (
    <Link
      href={href}
      className={classes.cell}
      data-state={state}
      title={`${name}: ${words}`}
      aria-label={`${name}: ${words}`}
    >
      <StatusMark status={stateMarks[state]} />
      {of > 1 && scopes < of && <span>{scopes}</span>}
    </Link>
  );
}
