"use client";

import {
  type KeyboardEvent as ReactKeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useState,
} from "react";

interface RowKeys {
  count: number;
  container: RefObject<HTMLElement | null>;
  /** Brings a row into view. */
  show: (index: number) => void;
  open: (index: number) => void;
}

const page = 10;

/** Where a key leads from row `active` of `count`; undefined for keys that move nothing. -1 is above the first row. */
export function targetRow(key: string, active: number, count: number): number | undefined {
  const steps: Record<string, number> = {
    ArrowDown: 1,
    j: 1,
    ArrowUp: -1,
    k: -1,
    PageDown: page,
    PageUp: -page,
  };
  const step = steps[key];
  if (count === 0) return undefined;
  if (step !== undefined) return Math.min(count - 1, Math.max(0, active + step));
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : undefined;
}

/** True where a key belongs to what has the focus: somebody types, or a dialog is open. */
export function belongsElsewhere(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest("input, textarea, select, [role=dialog], [role=listbox]") !== null)
  );
}

/**
 * Moves through rows: arrows, j and k, page keys, Home and End; Enter opens. j and k work from anywhere on the page
 * where nobody types.
 */
export function useRowKeys({ count, container, show, open }: RowKeys) {
  const [active, setActive] = useState(-1);
  // A shorter list must not keep a row that is no longer there.
  const current = active < count ? active : -1;
  const move = useCallback(
    (key: string): boolean => {
      const target = targetRow(key, current, count);
      if (target === undefined) return false;
      setActive(target);
      show(target);
      return true;
    },
    [current, count, show],
  );
  const onKeyDown = (event: ReactKeyboardEvent) => {
    if (event.metaKey || event.ctrlKey || event.altKey || belongsElsewhere(event.target)) return;
    const onControl = (event.target as HTMLElement).closest("a, button") !== null;
    if (event.key === "Enter" && current >= 0 && !onControl) {
      event.preventDefault();
      open(current);
    } else if (move(event.key)) event.preventDefault();
  };
  useEffect(() => {
    const onGlobalKey = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || belongsElsewhere(event.target)) return;
      const inside = event.target instanceof Node && container.current?.contains(event.target);
      if (inside || !["j", "k"].includes(event.key)) return;
      event.preventDefault();
      container.current?.focus({ preventScroll: true });
      move(event.key);
    };
    document.addEventListener("keydown", onGlobalKey);
    return () => document.removeEventListener("keydown", onGlobalKey);
  }, [container, move]);
  return { active: current, setActive, onKeyDown };
}
