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

/**
 * A control whose code comes when it is first used. It then takes the focus of its stand-in and opens, with the letters
 * that were typed meanwhile, unless the reader has gone elsewhere.
 */
export function OnFirstUse<Part extends object>({ fetch, props, typed = false, children }: Props<Part>) {
  const { part: Control, want, failures, warm } = useLater(fetch);
  const place = useRef<HTMLDivElement>(null);
  /** The letters typed; undefined while it is not to open. */
  const awaited = useRef<string>(undefined);
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
    const letters = awaited.current;
    awaited.current = undefined;
    // What takes text has opened with the focus.
    if (!typed) control.click();
    else if (letters !== "" && control instanceof HTMLInputElement) {
      control.select();
      document.execCommand("insertText", false, letters);
    }
  }, [Control, typed]);
  useEffect(() => {
    if (failures > 0) awaited.current = undefined;
  }, [failures]);
  const use = (letter = "") => {
    awaited.current = (awaited.current ?? "") + letter;
    void want();
  };
  const isControl = ({ target }: SyntheticEvent) => controlIn(place.current)?.contains(target as Node);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.target instanceof HTMLInputElement) || event.metaKey || event.ctrlKey || event.altKey) return;
    const letter = typed && event.key.length === 1;
    if (!letter && !opening.has(event.key)) return;
    event.preventDefault();
    use(letter ? event.key : "");
  };
  if (Control)
    return (
      <div ref={place} className={classes.inPlace}>
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
