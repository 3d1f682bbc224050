"use client";

import { useEffect, useRef } from "react";
import { belongsElsewhere } from "#components/endpoints/useRowKeys.ts";

const secondKeyMs = 1_500;

/**
 * Keys of the page, wherever the focus is and nobody types: `j`, `?`, or two after each other such as `g s`. A key that
 * is held with another is the browser's.
 */
export function useOnCallKeys(actions: Readonly<Record<string, () => void>>): void {
  const current = useRef(actions);
  current.current = actions;
  useEffect(() => {
    let first = "";
    let firstAt = 0;
    const onKey = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || belongsElsewhere(event.target)) return;
      const both = event.timeStamp - firstAt < secondKeyMs ? `${first} ${event.key}` : event.key;
      first = event.key;
      firstAt = event.timeStamp;
      const action = current.current[both] ?? current.current[event.key];
      if (!action) return;
      event.preventDefault();
      first = "";
      action();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}
