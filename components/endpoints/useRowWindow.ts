"use client";

import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";

interface RowWindow {
  /** Rows there are, each `rowHeight` tall, below a head of `headHeight` that stays in view. */
  count: number;
  rowHeight: number;
  headHeight: number;
  scroller: RefObject<HTMLElement | null>;
  /** How tall the scroller is taken for before the browser knows. */
  firstHeight: number;
}

interface Span {
  first: number;
  last: number;
}

/** Rows drawn beyond those in view, above and below. */
const overscan = 6;

/**
 * Which rows of equal height are in view. Nothing in it grows with the number of rows: a list that measures each of its
 * rows goes through a hundred thousand of them whenever some are added.
 */
export function useRowWindow({ count, rowHeight, headHeight, scroller, firstHeight }: RowWindow) {
  const [inView, setInView] = useState<Span>({ first: 0, last: Math.ceil(firstHeight / rowHeight) - 1 });
  const current = useRef(inView);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = (): Span | undefined => {
      const { scrollTop, offsetHeight } = element;
      const first = Math.floor(scrollTop / rowHeight);
      const last = Math.ceil((scrollTop + offsetHeight) / rowHeight) - 1;
      if (first === current.current.first && last === current.current.last) return undefined;
      current.current = { first, last };
      return current.current;
    };
    // Drawn in the frame that shows the scrolling, or there would be nothing where the rows are to be.
    const onScroll = () => {
      const seen = look();
      if (seen) flushSync(() => setInView(seen));
    };
    const onResize = () => {
      const seen = look();
      if (seen) setInView(seen);
    };
    onResize();
    const observer = new ResizeObserver(onResize);
    observer.observe(element);
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", onScroll);
    };
  }, [scroller, rowHeight]);

  const last = Math.min(inView.last, count - 1);
  const first = Math.max(0, Math.min(inView.first, last));
  const drawn = useDrawnSpan({ first, last }, count);
  /** Brings a row into view, by as little as that takes. */
  const show = useCallback(
    (index: number) => {
      const element = scroller.current;
      if (!element) return;
      const top = index * rowHeight;
      const below = top + rowHeight + headHeight - element.clientHeight;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (below > element.scrollTop) element.scrollTop = below;
    },
    [scroller, rowHeight, headHeight],
  );
  return { inView: { first, last }, drawn, show };
}

/** So long after a jump it counts as going on: one that waits for rows at the end of those there goes on by less. */
const jumpMs = 300;

/** The rows in view and some around them; in jumps past all that was in view those in view alone, which is quicker. */
function useDrawnSpan({ first, last }: Span, count: number): Span {
  const before = useRef({ seen: { first, last }, jumped: false, jumpedAt: Number.NEGATIVE_INFINITY });
  const { seen, jumpedAt } = before.current;
  if (seen.first !== first || seen.last !== last) {
    const now = performance.now();
    const jumps = first > seen.last || last < seen.first;
    before.current = {
      seen: { first, last },
      jumped: jumps || now - jumpedAt < jumpMs,
      jumpedAt: jumps ? now : jumpedAt,
    };
  }
  if (before.current.jumped) return { first, last };
  return { first: Math.max(0, first - overscan), last: Math.min(count - 1, last + overscan) };
}
