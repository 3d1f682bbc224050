"use client";

import { type ComponentType, type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import classes from "./ui.module.css";

/**
 * Code that is fetched when it is first wanted, and not with the page. `want` asks for it, again where it could not be
 * had before; `warm` goes onto what asks for it, so that it is on its way when it is pressed.
 */
export function useLater<Part>(fetch: () => Promise<Part>) {
  const [part, setPart] = useState<{ is: Part }>();
  const [failures, setFailures] = useState(0);
  const coming = useRef(false);
  const want = useCallback(async () => {
    if (coming.current) return;
    coming.current = true;
    try {
      const is = await fetch();
      setPart({ is });
      setFailures(0);
    } catch {
      setFailures((before) => before + 1);
    }
    coming.current = false;
  }, [fetch]);
  // Whether it could be had is said to whoever presses, not to whoever passes by.
  const begin = () => void fetch().catch(() => {});
  return { part: part?.is, want, failures, warm: { onPointerEnter: begin, onFocus: begin } };
}

/** A dialog whose code comes when it is first opened: what its button does, the dialog while it is open, and what went wrong. */
export function useDialog<Props extends object>(fetch: () => Promise<ComponentType<Props>>) {
  const { part, want, failures, warm } = useLater(fetch);
  const [wanted, setWanted] = useState(false);
  const open = useCallback(() => {
    setWanted(true);
    void want();
  }, [want]);
  const close = useCallback(() => setWanted(false), []);
  return {
    open,
    close,
    trigger: { ...warm, onClick: open },
    Dialog: wanted ? part : undefined,
    /** For one that stays when it is closed, and opens and closes by itself. */
    Kept: part,
    opened: wanted,
    problem: failures > 0 && <NotFetched key={failures} />,
  };
}

const saidMs = 12_000;

/** Said for a while where a part of the page was asked for and did not come. */
export function NotFetched(): ReactNode {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), saidMs);
    return () => clearTimeout(timer);
  }, []);
  if (over) return null;
  return (
    <span role="alert" className={classes.notFetched}>
      This part of the page could not be fetched. Try again; if it stays so, load the page again.
    </span>
  );
}
