import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { type Buckets, bucketTime, fractionOf, type PlotSpan } from "#lib/charts/series.ts";

interface ChartCursorProps {
  buckets: Buckets;
  pinned: number | null;
  onPin: (time: number | null) => void;
  onZoom: (from: number, to: number) => void;
}

const keySteps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };
// A hand that clicks is not quite still.
const dragBuckets = 2;

/** Where the cursor of some charts is, and which part of their axis is being chosen; both in buckets. */
export function useChartCursor({ buckets, pinned, onPin, onZoom }: ChartCursorProps) {
  const [hovered, setHovered] = useState<number | null>(null);
  const [anchor, setAnchor] = useState<number | null>(null);
  const pressed = useRef<number | null>(null);
  const { from, to, width, count } = buckets;
  const within = (index: number) => Math.min(count - 1, Math.max(0, index));
  const indexOf = (time: number) => within(Math.floor((time - from) / width));
  const pinnedAt = pinned !== null && pinned >= from && pinned < to ? indexOf(pinned) : null;
  const cursor = hovered ?? pinnedAt;

  const placeOf = (event: PointerEvent<HTMLElement>) => {
    const rect = event.currentTarget.getBoundingClientRect();
    return indexOf(from + ((event.clientX - rect.left) / rect.width) * (to - from));
  };
  const release = () => {
    pressed.current = null;
    setAnchor(null);
  };
  const zoom = (a: number, b: number) => {
    const [first, last] = a < b ? [a, b] : [b, a];
    release();
    setHovered(null);
    onZoom(bucketTime(buckets, first), Math.min(to, bucketTime(buckets, last + 1)));
  };
  const pin = (index: number) => onPin(index === pinnedAt ? null : bucketTime(buckets, index));

  const plotHandlers = {
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const place = placeOf(event);
      setHovered(place);
      const start = pressed.current;
      if (start !== null && Math.abs(place - start) >= dragBuckets) setAnchor(start);
    },
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      const place = placeOf(event);
      setHovered(place);
      // A finger drags the cursor, and the page.
      if (event.pointerType === "mouse" && event.button === 0) pressed.current = place;
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      const place = placeOf(event);
      if (anchor !== null) zoom(anchor, place);
      else if (pressed.current !== null || event.pointerType !== "mouse") pin(place);
      release();
    },
    onPointerLeave: () => {
      setHovered(null);
      release();
    },
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // The buttons among the charts answer their own keys.
    if (event.target !== event.currentTarget) return;
    const step = keySteps[event.key];
    if (event.key === "Escape") {
      if (hovered === null && anchor === null) onPin(null);
      setHovered(null);
      release();
    } else if (event.key === "Enter") {
      if (cursor === null) return;
      if (anchor !== null && anchor !== cursor) zoom(anchor, cursor);
      else pin(cursor);
    } else if (event.key === "Home") setHovered(0);
    else if (event.key === "End") setHovered(count - 1);
    else if (step !== undefined) {
      setAnchor(event.shiftKey ? (anchor ?? cursor ?? count - 1) : null);
      setHovered(within((cursor ?? count) + step));
    } else return;
    event.preventDefault();
  };

  const chosen: PlotSpan | null =
    anchor === null || cursor === null
      ? null
      : {
          from: fractionOf(buckets, bucketTime(buckets, Math.min(anchor, cursor))),
          to: fractionOf(buckets, bucketTime(buckets, Math.max(anchor, cursor) + 1)),
        };
  return { cursor, chosen, plotHandlers, onKeyDown };
}
