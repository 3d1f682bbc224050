"use client";

import {
  type ComponentType,
  type KeyboardEvent,
  type ReactElement,
  type SyntheticEvent,
  useEffect,
  useLayoutEffect,
  useRef,
} from "react";
import { replayKeys } from "./replayKeys.ts";
import classes from "./ui.module.css";
import { NotFetched, useLater } from "./useLater.tsx";

interface Props<Part> {
  /** Fetches the control that takes the place of `children`, which it gets as `control`. */
  fetch: () => Promise<ComponentType<Part & { control: ReactElement }>>;
  props: Part;
  /** It takes text: it is in use as soon as it has the focus. */
  typed?: boolean;
  /** Looks like the control while nobody has used it: one button or input. */
  children: ReactElement;
}

/** Keys that open a list. */
const opening = new Set(["ArrowDown", "ArrowUp", "Enter", " "]);

/** What was pressed before the list was there: the letters typed, and the keys that choose from it. */
interface Pressed {
  letters: string;
  keys: string[];
}

/**
 * A control whose code comes when it is first used. It then takes the focus of its stand-in and opens, with the letters
 * and keys that were pressed meanwhile, unless the reader has gone elsewhere.
 */
export function OnFirstUse<Part extends object>({ fetch, props, typed = false, children }: Props<Part>) {
  const { part: Control, want, failures, warm } = useLater(fetch);
  const place = useRef<HTMLDivElement>(null);
  /** Undefined while it is not to open. */
  const awaited = useRef<Pressed>(undefined);
  /** Until the list that is being opened is there. */
  const held = useRef<string[]>(undefined);
  const forget = () => {
    awaited.current = undefined;
  };
  // At once, so that the next key goes to the control; the rest once it listens.
  useLayoutEffect(() => {
    if (!Control || awaited.current === undefined) return;
    // The focus went with the stand-in, where the reader has not taken it elsewhere.
    if (document.activeElement === document.body) controlIn(place.current)?.focus();
    else awaited.current = undefined;
  }, [Control]);
  useEffect(() => {
    const control = controlIn(place.current);
    if (!Control || !control || awaited.current === undefined) return;
    const { letters, keys } = awaited.current;
    awaited.current = undefined;
    // What takes text has opened with the focus.
    if (!typed) control.click();
    else if (letters !== "" && control instanceof HTMLInputElement) {
      control.select();
      document.execCommand("insertText", false, letters);
    }
    if (control.role !== "combobox") return;
    held.current = keys;
    return replayKeys(control, keys, () => {
      held.current = undefined;
    });
  }, [Control, typed]);
  useEffect(() => {
    if (failures > 0) awaited.current = undefined;
  }, [failures]);
  const use = (letter = "") => {
    awaited.current ??= { letters: "", keys: [] };
    awaited.current.letters += letter;
    void want();
  };
  const isControl = ({ target }: SyntheticEvent) => controlIn(place.current)?.contains(target as Node);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.target instanceof HTMLInputElement) || event.metaKey || event.ctrlKey || event.altKey) return;
    const letter = typed && event.key.length === 1;
    if (!letter && !opening.has(event.key)) return;
    event.preventDefault();
    if (awaited.current && !letter) hold(awaited.current.keys, event.key);
    use(letter ? event.key : "");
  };
  const onKeyDownCapture = (event: KeyboardEvent) => {
    if (!held.current || event.key === " " || !opening.has(event.key) || !isControl(event)) return;
    event.preventDefault();
    event.stopPropagation();
    hold(held.current, event.key);
  };
  if (Control)
    return (
      <div ref={place} className={classes.inPlace} onKeyDownCapture={onKeyDownCapture}>
        <Control {...props} control={children} />
      </div>
    );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what it holds is interactive; these are its events.
    <div
      ref={place}
      className={classes.inPlace}
      onPointerEnter={warm.onPointerEnter}
      onFocus={(event) => (typed && isControl(event) ? use() : warm.onFocus())}
      onBlur={forget}
      onClick={(event) => isControl(event) && use()}
      onKeyDown={onKeyDown}
    >
      {children}
      {failures > 0 && <NotFetched key={failures} />}
    </div>
  );
}

const controlIn = (place: HTMLElement | null) => place?.querySelector<HTMLElement>("input, button") ?? null;

/** What opened the list may be pressed again for want of an answer; it chooses only after a step through the list. */
function hold(keys: string[], key: string) {
  if (key.startsWith("Arrow") || (key === "Enter" && keys.length > 0)) keys.push(key);
}
