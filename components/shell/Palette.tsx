"use client";

import { useHotkeys, useOs } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { NotFetched, useLater } from "#components/ui/useLater.tsx";
import type { Meanwhile } from "./PaletteDialog.tsx";
import classes from "./shell.module.css";

const fetchPalette = () => import("./PaletteDialog.tsx").then(({ PaletteDialog }) => PaletteDialog);

/**
 * The search field of the top bar, and the palette it opens (⌘K, Ctrl K or /): to any endpoint, account, service,
 * owner or page. The palette is fetched when it is first opened, and begins with what was typed until it was there.
 */
export function Palette({ closed }: { closed: readonly string[] }) {
  const os = useOs();
  const { part: Dialog, want, failures, warm } = useLater(fetchPalette);
  const [asked, setAsked] = useState(0);
  const coming = asked > 0 && !Dialog;
  const meanwhile = useMeanwhile(coming, () => setAsked(0));
  useEffect(() => {
    if (failures > 0) setAsked(0);
  }, [failures]);
  const open = () => {
    setAsked((before) => before + 1);
    void want();
  };
  useHotkeys([
    ["mod + K", open],
    ["/", open],
  ]);
  return (
    <>
      <button
        type="button"
        className={classes.search}
        {...warm}
        onClick={open}
        aria-busy={coming || undefined}
        aria-keyshortcuts="Meta+K Control+K /"
      >
        <IconSearch size={15} stroke={1.7} aria-hidden />
        Search
        <kbd aria-hidden>{os === "macos" || os === "ios" ? "⌘K" : "Ctrl K"}</kbd>
      </button>
      {Dialog && asked > 0 && <Dialog closed={closed} asked={asked} meanwhile={meanwhile} />}
      {failures > 0 && <NotFetched key={failures} />}
    </>
  );
}

/** Keeps what is typed while the palette is coming. Escape gives it up. */
function useMeanwhile(coming: boolean, giveUp: () => void): Meanwhile {
  const kept = useRef<Meanwhile>({ text: "", entered: false });
  const latestGiveUp = useRef(giveUp);
  latestGiveUp.current = giveUp;
  useEffect(() => {
    if (!coming) return;
    kept.current = { text: "", entered: false };
    const onKey = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey) return;
      const { text } = kept.current;
      if (event.key.length === 1) kept.current.text = text + event.key;
      else if (event.key === "Backspace") kept.current.text = text.slice(0, -1);
      else if (event.key === "Enter") kept.current.entered = text !== "";
      else if (event.key === "Escape") latestGiveUp.current();
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener("keydown", onKey, { capture: true });
    return () => document.removeEventListener("keydown", onKey, { capture: true });
  }, [coming]);
  return kept.current;
}
