"use client";

import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { useRouter } from "next/navigation";
import { type MouseEvent, memo, useCallback, useEffect, useReducer, useRef, useTransition } from "react";
import { formatCount } from "#lib/format/numbers.ts";
import type { EndpointRow } from "#lib/inventory/endpointTableSchema.ts";
import { endpointHref } from "./cells.tsx";
import type { ColumnId } from "./columnIds.ts";
import { tableColumns } from "./columns.tsx";
import { nextSort, sortDirection } from "./sorting.ts";
import classes from "./table.module.css";
import { useRowKeys } from "./useRowKeys.ts";

const rowHeight = 36;
const headHeight = 36;
/** So many rows before the last that is there, the next are asked for. */
const fetchedAhead = 80;
/** More rows than a wheel turns into view in a frame; after a jump the rest of them follow in the frames after it. */
const rowsPerFrame = 8;
// What the server draws, before the browser knows how tall the table is.
const firstRect = { width: 1200, height: 900 };

export interface EndpointGridProps {
  rows: EndpointRow[];
  total: number;
  columns: ColumnId[];
  sort: string;
  onSort: (sort: string) => void;
  /** Rows that are asked for and not there yet, drawn as placeholders. */
  pending: number;
  /** True while the rows shown are those of the request before. */
  outdated: boolean;
  onEndReached: () => void;
}

/** The table on wide screens. Only the rows in view are in the document, however many there are. */
export function EndpointGrid({
  rows,
  total,
  columns,
  sort,
  onSort,
  pending,
  outdated,
  onEndReached,
}: EndpointGridProps) {
  const router = useRouter();
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length + pending,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    rangeExtractor: useDrawnRows(),
    initialRect: firstRect,
    scrollPaddingStart: headHeight,
  });
  const items = virtualizer.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  const isDrawn = useSpread(items.map(({ index }) => index).filter((index) => index < rows.length));
  const reused = useReused(items[0]?.index ?? 0, lastShown);
  useEffect(() => {
    if (pending === 0 && lastShown >= rows.length - fetchedAhead) onEndReached();
  }, [lastShown, rows.length, pending, onEndReached]);

  const [isOpening, startOpening] = useTransition();
  const open = (index: number) => {
    const row = rows[index];
    if (row) startOpening(() => router.push(endpointHref(row.vpcEndpointId)));
  };
  const { active, setActive, onKeyDown } = useRowKeys({
    count: rows.length,
    container: scroller,
    show: (index) => virtualizer.scrollToIndex(index, { align: "auto" }),
    open,
  });
  const onRowClick = (event: MouseEvent) => {
    const target = event.target as HTMLElement;
    const index = Number(target.closest("tr")?.getAttribute("aria-rowindex") ?? 0) - 2;
    const link = target.closest("a");
    // A link that is to open elsewhere is the browser's.
    const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (index < 0 || target.closest("button") || (link && elsewhere)) return;
    if (!link && window.getSelection()?.toString()) return;
    event.preventDefault();
    setActive(index);
    if (event.metaKey || event.ctrlKey)
      window.open(endpointHref(rows[index]?.vpcEndpointId ?? ""), "_blank", "noopener");
    else open(index);
  };
  const top = items[0]?.start ?? 0;
  const bottom = virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0);
  const width = columns.reduce((sum, id) => sum + tableColumns[id].width, 0);

  return (
    <div className={classes.grid}>
      <section
        ref={scroller}
        className={classes.scroller}
        onKeyDown={onKeyDown}
        onScrollCapture={({ currentTarget }) =>
          currentTarget.toggleAttribute("data-aside", currentTarget.scrollLeft > 0)
        }
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        aria-label="Endpoints table"
        data-endpoint-grid
      >
        <table
          className={classes.table}
          style={{ minWidth: width }}
          aria-rowcount={total + 1}
          aria-busy={outdated || pending > 0}
          data-outdated={outdated || undefined}
        >
          <colgroup>
            {columns.map((id) => (
              <col key={id} style={{ width: tableColumns[id].width }} />
            ))}
          </colgroup>
          <thead>
            <tr aria-rowindex={1}>
              {columns.map((id) => (
                <HeaderCell key={id} id={id} sort={sort} onSort={onSort} />
              ))}
            </tr>
          </thead>
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: the section around it hears the keys. */}
          <tbody onClick={onRowClick}>
            {top > 0 && (
              <tr aria-hidden className="no-print" style={{ height: top }}>
                <td colSpan={columns.length} />
              </tr>
            )}
            {items.map(({ index }) => (
              <Row
                key={index - reused}
                row={isDrawn(index) ? rows[index] : undefined}
                index={index}
                columns={columns}
                active={index === active}
                opening={isOpening && index === active}
              />
            ))}
            {bottom > 0 && (
              <tr aria-hidden className="no-print" style={{ height: bottom }}>
                <td colSpan={columns.length} />
              </tr>
            )}
          </tbody>
        </table>
      </section>
      <footer className={classes.gridFoot}>
        <span className={`${classes.hints} no-print`} aria-hidden>
          <kbd>/</kbd> search <kbd>j</kbd> <kbd>k</kbd> move <kbd>Enter</kbd> open <kbd>Home</kbd>{" "}
          <kbd>End</kbd> ends
        </span>
        <span>{rangeWords(virtualizer.range, rows.length, total)}</span>
      </footer>
      <p className="visually-hidden" role="status">
        {active >= 0 && rows[active]
          ? `Row ${formatCount(active + 1)} of ${formatCount(total)}: ${rows[active].vpcEndpointId}`
          : ""}
      </p>
    </div>
  );
}

/**
 * By how much to number the rows less, so that those of a jump past all that was in view take over the elements of
 * those before: making and dropping hundreds of elements is what costs most in such a frame. A scroll by a few rows
 * leaves each row its element.
 */
function useReused(first: number, last: number): number {
  const before = useRef({ first, last, by: 0 });
  const jumped = first > before.current.last || last < before.current.first;
  const by = before.current.by + (jumped ? first - before.current.first : 0);
  before.current = { first, last, by };
  return by;
}

/** The rows in view and some around them; after a jump past all that was in view those in view alone, which is quicker. */
function useDrawnRows(): (range: Range) => number[] {
  const before = useRef({ first: 0, last: 0 });
  return useCallback((range: Range) => {
    const { first, last } = before.current;
    before.current = { first: range.startIndex, last: range.endIndex };
    const jumped = range.startIndex > last || range.endIndex < first;
    return defaultRangeExtractor(jumped ? { ...range, overscan: 0 } : range);
  }, []);
}

/** Which of these rows to draw now: those that were, and some more; all of them a few frames after the last scroll. */
function useSpread(indexes: number[]): (index: number) => boolean {
  const before = useRef<Set<number>>(undefined);
  const [, drawMore] = useReducer((count: number) => count + 1, 0);
  const drawn = new Set(before.current ? indexes.filter((index) => before.current?.has(index)) : indexes);
  const others = indexes.filter((index) => !drawn.has(index));
  for (const index of others.slice(0, rowsPerFrame)) drawn.add(index);
  useEffect(() => {
    before.current = drawn;
    if (drawn.size === indexes.length) return;
    // In the frame after this one, and only where that does not scroll on: it would be drawn for nothing.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(drawMore);
    });
    return () => cancelAnimationFrame(frame);
  });
  return (index) => drawn.has(index);
}

interface RowProps {
  /** Undefined: it is on its way, or its turn to be drawn has not come. */
  row: EndpointRow | undefined;
  index: number;
  columns: ColumnId[];
  active: boolean;
  /** Its page is on the way. */
  opening: boolean;
}

/**
 * Drawn again when it changes itself, and not because the table was scrolled. While it has no row, its elements keep,
 * out of sight, what they held: nothing is made or dropped in a frame of scrolling.
 */
const Row = memo(function Row({ row, index, columns, active, opening }: RowProps) {
  const held = useRef(row);
  useEffect(() => {
    if (row) held.current = row;
  });
  if (!row)
    return (
      <tr aria-hidden data-late>
        <Cells row={held.current} columns={columns} />
      </tr>
    );
  return (
    <tr
      id={`endpoint-row-${index}`}
      aria-rowindex={index + 2}
      data-active={active || undefined}
      data-opening={opening || undefined}
      data-gone={row.goneAt !== null || undefined}
    >
      <Cells row={row} columns={columns} />
    </tr>
  );
});

const Cells = memo(function Cells({ row, columns }: Pick<RowProps, "row" | "columns">) {
  return columns.map((id) => (
    <td key={id} data-align={tableColumns[id].align}>
      {row && tableColumns[id].cell(row)}
    </td>
  ));
});

/** The rows in view, `1 to 17 of 690`; empty before the browser has measured them. */
function rangeWords(
  range: { startIndex: number; endIndex: number } | null,
  loaded: number,
  total: number,
): string {
  if (range === null || loaded === 0) return "";
  const last = Math.min(loaded, range.endIndex + 1);
  return `${formatCount(Math.min(last, range.startIndex + 1))} to ${formatCount(last)} of ${formatCount(total)}`;
}

function HeaderCell({ id, sort, onSort }: { id: ColumnId; sort: string; onSort: (sort: string) => void }) {
  const column = tableColumns[id];
  const direction = sortDirection(column, sort);
  if (!column.sort)
    return (
      <th scope="col" data-align={column.align}>
        {column.title}
      </th>
    );
  return (
    <th scope="col" data-align={column.align} aria-sort={direction ?? "none"}>
      <button type="button" className={classes.sortButton} onClick={() => onSort(nextSort(column, sort))}>
        {column.title}
        <span className={classes.sortMark} aria-hidden>
          {direction === "ascending" && <IconArrowUp size={13} />}
          {direction === "descending" && <IconArrowDown size={13} />}
        </span>
      </button>
    </th>
  );
}
