"use client";

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import { formatCount } from "#lib/format/numbers.ts";
import type { EndpointRow } from "#lib/inventory/endpointTableSchema.ts";
import { AzIds, Bytes30d, EndpointId, LastTraffic, Service, State, Traffic } from "./cells.tsx";
import type { EndpointGridProps } from "./EndpointGrid.tsx";
import classes from "./table.module.css";
import { spelled, trafficUnknown } from "./words.ts";

const cardHeight = 138;
/** So many cards before the last that is there, the next are asked for. */
const fetchedAhead = 15;
const firstRect = { width: 390, height: 844 };

type EndpointCardsProps = Pick<EndpointGridProps, "rows" | "total" | "pending" | "outdated" | "onEndReached">;

/** The table on a phone: one card each, what matters first. It scrolls with the page. */
export function EndpointCards({ rows, total, pending, outdated, onEndReached }: EndpointCardsProps) {
  const list = useRef<HTMLUListElement>(null);
  const [offset, setOffset] = useState(0);
  useEffect(() => {
    const measure = () => setOffset((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
    measure();
    // Chips above the list come and go.
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => cardHeight,
    overscan: 6,
    gap: 8,
    scrollMargin: offset,
    initialRect: firstRect,
  });
  const items = virtualizer.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (lastShown >= rows.length - fetchedAhead) onEndReached();
  }, [lastShown, rows, onEndReached]);
  const nearEnd = lastShown >= rows.length - fetchedAhead;
  return (
    <>
      <ul
        ref={list}
        className={classes.cards}
        style={{ height: virtualizer.getTotalSize() }}
        data-outdated={outdated || undefined}
      >
        {items.map(({ index, key, start }) => {
          const row = rows.at(index);
          return (
            row && (
              <li
                key={key}
                ref={virtualizer.measureElement}
                data-index={index}
                className={classes.card}
                aria-setsize={total}
                aria-posinset={index + 1}
                style={{ transform: `translateY(${start - offset}px)` }}
              >
                <Card row={row} />
              </li>
            )
          );
        })}
      </ul>
      <p className={classes.cardsEnd}>
        {rows.length < total
          ? `${formatCount(rows.length)} of ${formatCount(total)}${pending > 0 && nearEnd ? ", more on their way" : ""}`
          : `All ${formatCount(total)} shown`}
      </p>
    </>
  );
}

function Card({ row }: { row: EndpointRow }) {
  const unknown = trafficUnknown(row);
  return (
    <>
      <div className={classes.cardHead}>
        <EndpointId row={row} />
        <State row={row} roomy />
      </div>
      <div className={classes.cardService}>
        <Service row={row} />
        <span className={classes.faint}>{spelled(row.vpcEndpointType)}</span>
      </div>
      <div className={classes.cardPlace}>
        <span title={row.accountId}>{row.accountName ?? row.accountId}</span>
        <span>{row.region}</span>
        {row.azIds.length > 0 && <AzIds azIds={row.azIds} />}
        {row.owner && <span>{row.owner}</span>}
      </div>
      {unknown ? (
        <p className={`${classes.faint} ${classes.cardUnknown}`}>{unknown}</p>
      ) : (
        <div className={classes.cardTraffic}>
          <Traffic row={row} />
          <span className={classes.cardFigure}>
            <Bytes30d row={row} /> <span className={classes.faint}>30 d</span>
          </span>
          <span className={classes.cardFigure}>
            <LastTraffic row={row} />
          </span>
        </div>
      )}
    </>
  );
}
