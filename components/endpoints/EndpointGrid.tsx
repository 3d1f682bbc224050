"use client";

import { useClipboard } from "@mantine/hooks";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import {
  type MouseEvent,
  memo,
  type ReactNode,
  useEffect,
  useReducer,
  useRef,
  useState,
  useTransition,
} from "react";
import { formatCount } from "#lib/format/numbers.ts";
import type { EndpointRow } from "#lib/inventory/endpointTableSchema.ts";
import { endpointHref } from "./cells.tsx";
import type { ColumnId } from "./columnIds.ts";
import { tableColumns } from "./columns.tsx";
import type { PagedRows } from "./pagedRows.ts";
import { nextSort, sortDirection } from "./sorting.ts";
import classes from "./table.module.css";
import { useRowKeys } from "./useRowKeys.ts";
import { useRowWindow } from "./useRowWindow.ts";

const rowHeight = 36;
const headHeight = 36;
/** So many rows before the last that is there, the next are asked for. */
const fetchedAhead = 80;
/** More rows than a wheel turns into view in a frame; after a jump the rest of them follow in the frames after it. */
const rowsPerFrame = 8;
// What the server draws, before the browser knows how tall the table is.
const firstHeight = 900;

export interface EndpointGridProps {
  rows: PagedRows<EndpointRow>;
  total: number;
  columns: ColumnId[];
  /** Titles of columns that have no order, with what they mean behind them. */
  explained: Partial<Record<ColumnId, ReactNode>>;
  sort: string;
  onSort: (sort: string) => void;
  /** Rows that are still to come, drawn as placeholders; 0 also where asking for them failed. */
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
  explained,
  sort,
  onSort,
  pending,
  outdated,
  onEndReached,
}: EndpointGridProps) {
  const router = useRouter();
  const scroller = useRef<HTMLDivElement>(null);
  const count = rows.length + pending;
  const { inView, drawn, show } = useRowWindow({ count, rowHeight, headHeight, scroller, firstHeight });
  const items = Array.from({ length: drawn.last - drawn.first + 1 }, (_, place) => drawn.first + place);
  const isDrawn = useSpread(items.filter((index) => index < rows.length));
  const keyOf = useReusedKeys(drawn.first, drawn.last);
  useEffect(() => {
    if (drawn.last >= rows.length - fetchedAhead) onEndReached();
  }, [drawn.last, rows, onEndReached]);

  // It may have been scrolled before anything here listened.
  useEffect(() => {
    if (scroller.current) markAside(scroller.current);
  }, []);

  const [isOpening, startOpening] = useTransition();
  const open = (index: number) => {
    const row = rows.at(index);
    if (row) startOpening(() => router.push(endpointHref(row.vpcEndpointId)));
  };
  const { active, setActive, onKeyDown } = useRowKeys({
    count: rows.length,
    container: scroller,
    show,
    open,
  });
  const { copiedId, copy } = useCopiedId();
  const onRowClick = (event: MouseEvent) => {
    const target = event.target as HTMLElement;
    const index = Number(target.closest("tr")?.getAttribute("aria-rowindex") ?? 0) - 2;
    const link = target.closest("a");
    const button = target.closest("button");
    const row = rows.at(index);
    if (button && row) copy(row.vpcEndpointId);
    // A link that is to open elsewhere is the browser's.
    const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (!row || button || (link && elsewhere)) return;
    if (!link && window.getSelection()?.toString()) return;
    event.preventDefault();
    setActive(index);
    if (event.metaKey || event.ctrlKey) window.open(endpointHref(row.vpcEndpointId), "_blank", "noopener");
    else open(index);
  };
  const others = count - items.length;
  const activeRow = rows.at(active);
  const width = columns.reduce((sum, id) => sum + tableColumns[id].width, 0);

  return (
    <div className={classes.grid}>
      <section
        ref={scroller}
        className={classes.scroller}
        onKeyDown={onKeyDown}
        onScrollCapture={({ currentTarget }) => markAside(currentTarget)}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        aria-label="Endpoints table"
        data-endpoint-grid
      >
        <table
          className={classes.table}
          style={{ minWidth: width }}
          aria-rowcount={total + 1}
          aria-busy={outdated || drawn.last >= rows.length}
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
                <HeaderCell key={id} id={id} sort={sort} onSort={onSort} explained={explained[id]} />
              ))}
            </tr>
          </thead>
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: the section around it hears the keys. */}
          <tbody
            className={classes.rows}
            onClick={onRowClick}
            // Moved as a whole: where each row is among them stays as it is, and is not worked out in each frame.
            style={{ transform: `translateY(${drawn.first * rowHeight}px)` }}
          >
            {items.map((index) => {
              const row = isDrawn(index) ? rows.at(index) : undefined;
              return (
                <Row
                  key={keyOf(index)}
                  row={row}
                  index={index}
                  columns={columns}
                  active={index === active}
                  opening={isOpening && index === active}
                  copied={row !== undefined && row.vpcEndpointId === copiedId}
                />
              );
            })}
          </tbody>
          {others > 0 && (
            <tbody className="no-print">
              <tr aria-hidden style={{ height: others * rowHeight }}>
                <td colSpan={columns.length} />
              </tr>
            </tbody>
          )}
        </table>
      </section>
      <footer className={classes.gridFoot}>
        <span className={`${classes.hints} no-print`} aria-hidden>
          <kbd>/</kbd> search <kbd>j</kbd> <kbd>k</kbd> move <kbd>Enter</kbd> open <kbd>Home</kbd>{" "}
          <kbd>End</kbd> ends
        </span>
        <span>{rangeWords(inView, rows.length, total)}</span>
      </footer>
      <p className="visually-hidden" role="status">
        {activeRow
          ? `Row ${formatCount(active + 1)} of ${formatCount(total)}: ${activeRow.vpcEndpointId}`
          : ""}
      </p>
    </div>
  );
}

/** Says whether columns are scrolled out of view at the left: the id then stays. */
const markAside = (scroller: HTMLElement) => scroller.toggleAttribute("data-aside", scroller.scrollLeft > 0);

/**
 * Keys of rows: a row that stays keeps its own, one that comes takes over that of one that went, so that it is drawn in
 * the elements that are there. Making and dropping elements is what costs most in a frame of scrolling.
 */
function useReusedKeys(first: number, last: number): (index: number) => number {
  const before = useRef(new Map<number, number>());
  const made = useRef(0);
  const keys = new Map<number, number>();
  const free: number[] = [];
  for (const [index, key] of before.current) {
    if (index >= first && index <= last) keys.set(index, key);
    else free.push(key);
  }
  let reused = 0;
  for (let index = first; index <= last; index++)
    if (!keys.has(index)) keys.set(index, free[reused++] ?? made.current++);
  before.current = keys;
  return (index) => keys.get(index) ?? index;
}

/** The id copied last, while that is to be said. One for the table: a hook in each row would be a cost in each frame. */
function useCopiedId() {
  const { copied, copy } = useClipboard({ timeout: 1500 });
  const [last, setLast] = useState<string>();
  return {
    copiedId: copied ? last : undefined,
    copy(id: string) {
      setLast(id);
      copy(id);
    },
  };
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
  /** Its id was copied just now. */
  copied: boolean;
}

/**
 * Drawn again when it changes itself, and not because the table was scrolled. While it has no row, its elements keep,
 * out of sight, what they held: nothing is made or dropped in a frame of scrolling.
 */
const Row = memo(function Row({ row, index, columns, active, opening, copied }: RowProps) {
  const held = useRef(row);
  useEffect(() => {
    if (row) held.current = row;
  });
  if (!row)
    return (
      <tr aria-hidden data-late>
        <Cells row={held.current} columns={columns} copied={false} />
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
      <Cells row={row} columns={columns} copied={copied} />
    </tr>
  );
});

const Cells = memo(function Cells({ row, columns, copied }: Pick<RowProps, "row" | "columns" | "copied">) {
  return columns.map((id) => (
    <td key={id} data-align={tableColumns[id].align}>
      {row && tableColumns[id].cell(row, copied)}
    </td>
  ));
});

/** The rows in view, `1 to 17 of 690`. */
function rangeWords(inView: { first: number; last: number }, loaded: number, total: number): string {
  if (loaded === 0) return "";
  const last = Math.min(loaded, inView.last + 1);
  return `${formatCount(Math.min(last, inView.first + 1))} to ${formatCount(last)} of ${formatCount(total)}`;
}

interface HeaderCellProps {
  id: ColumnId;
  sort: string;
  onSort: (sort: string) => void;
  explained?: ReactNode;
}

function HeaderCell({ id, sort, onSort, explained }: HeaderCellProps) {
  const column = tableColumns[id];
  const direction = sortDirection(column, sort);
  if (!column.sort)
    return (
      <th scope="col" data-align={column.align}>
        {explained ?? column.title}
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
