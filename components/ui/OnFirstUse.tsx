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

/** What was done to the stand-in. */
type Deed = "click" | "focus" | { key: string; code: string };

const pressed = new Set(["ArrowDown", "ArrowUp", "Enter", " "]);

/**
 * A control whose code comes when it is first used. What was done to its stand-in meanwhile, clicks, keys and letters,
 * is then done to the control itself, unless the reader has gone elsewhere.
 */
export function OnFirstUse<Part extends object>({ fetch, props, typed = false, children }: Props<Part>) {
  const { part: Control, want, failures, warm } = useLater(fetch);
  const place = useRef<HTMLDivElement>(null);
  const done = useRef<Deed[]>([]);
  const forget = () => {
    done.current = [];
  };
  // At once, so that the next key goes to the control; the rest once it listens.
  useLayoutEffect(() => {
    if (!Control || done.current.length === 0) return;
    // The focus went with the stand-in, where the reader has not taken it elsewhere.
    if (document.activeElement === document.body) controlIn(place.current)?.focus();
    else done.current = [];
  }, [Control]);
  useEffect(() => {
    const target = controlIn(place.current);
    if (Control && target && done.current.length > 0) void repeat(done.current.splice(0), target);
  }, [Control]);
  useEffect(() => {
    if (failures > 0) done.current = [];
  }, [failures]);
  const use = (deed: Deed) => {
    // Whoever presses again while it is on its way wants it once.
    if (deed !== "click" || !done.current.includes("click")) done.current.push(deed);
    void want();
  };
  const isControl = ({ target }: SyntheticEvent) => controlIn(place.current)?.contains(target as Node);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.target instanceof HTMLInputElement) || event.metaKey || event.ctrlKey || event.altKey) return;
    const letter = typed && event.key.length === 1;
    if (!letter && !pressed.has(event.key)) return;
    event.preventDefault();
    use({ key: event.key, code: event.code });
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
      onFocus={(event) => (typed && isControl(event) ? use("focus") : warm.onFocus())}
      onBlur={forget}
      onClick={(event) => isControl(event) && use("click")}
      onKeyDown={onKeyDown}
    >
      {children}
      {failures > 0 && <NotFetched key={failures} />}
    </div>
  );
}

const controlIn = (place: HTMLElement | null) => place?.querySelector<HTMLElement>("input, button") ?? null;

/** Does to `target`, which has the focus, what was done before it was there. */
async function repeat(done: Deed[], target: HTMLElement) {
  // A control that takes text opened when it got the focus, and what is typed replaces what it holds.
  const opened = done.includes("focus");
  if (opened && target instanceof HTMLInputElement) target.select();
  for (const one of done) {
    if (one === "focus" || (one === "click" && opened)) continue;
    await drawn();
    if (one === "click") target.click();
    else if (opened && one.key.length === 1) document.execCommand("insertText", false, one.key);
    else target.dispatchEvent(new KeyboardEvent("keydown", { ...one, bubbles: true, cancelable: true }));
  }
}

/** What opened must have its place first: a key that marks an option has it scrolled into view. */
async function drawn(): Promise<void> {
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
}
