import type { ReactNode } from "react";
import classes from "./ui.module.css";

/** A figure that is not known, with the reason on hover and for screen readers. Never a zero, never an empty cell. */
export function Unknown({ reason, children = "unknown" }: { reason: string; children?: ReactNode }) {
  return (
    <span className={classes.unknown} title={reason}>
      {children}
      <span className="visually-hidden">: {reason}</span>
    </span>
  );
}
