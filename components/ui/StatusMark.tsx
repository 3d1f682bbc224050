import type { ReactNode } from "react";
import classes from "./ui.module.css";

/** ok ● · warn ▲ · bad ■ · unknown hatched · idle ○ · busy ◐ · none – */
export type Status = "ok" | "warn" | "bad" | "unknown" | "idle" | "busy" | "none";

const shapes: Record<Status, ReactNode> = {
  ok: <circle cx="5" cy="5" r="3.6" fill="currentColor" />,
  warn: <path d="M5 .9 9.6 9H.4Z" fill="currentColor" />,
  bad: <rect x=".8" y=".8" width="8.4" height="8.4" rx="1" fill="currentColor" />,
  unknown: (
    <>
      <rect x="1.2" y="1.2" width="7.6" height="7.6" rx="1" fill="none" stroke="currentColor" />
      <path d="M1.5 6 6 1.5M2.2 8.5 8.5 2.2M4.8 8.6 8.6 4.8" stroke="currentColor" strokeWidth=".9" />
    </>
  ),
  idle: <circle cx="5" cy="5" r="3.4" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  busy: (
    <>
      <circle cx="5" cy="5" r="3.6" fill="none" stroke="currentColor" strokeWidth="1.2" />
      <path d="M5 1.4a3.6 3.6 0 0 1 0 7.2Z" fill="currentColor" />
    </>
  ),
  none: <path d="M2 5h6" stroke="currentColor" strokeWidth="1.2" />,
};

/** A state by shape and colour. With `label`, a screen reader says it; without, it decorates the text beside it. */
export function StatusMark({ status, label, size = 10 }: { status: Status; label?: string; size?: number }) {
  return (
    <>
      <svg
        viewBox="0 0 10 10"
        width={size}
        height={size}
        className={classes.mark}
        data-status={status}
        aria-hidden
      >
        {shapes[status]}
      </svg>
      {label && <span className="visually-hidden">{label}</span>}
    </>
  );
}

/** A state as a word in a rounded box. */
export function StatusPill({ status, children }: { status: Status; children: ReactNode }) {
  return (
    <span className={classes.pill} data-status={status}>
      <StatusMark status={status} size={9} />
      {children}
    </span>
  );
}
