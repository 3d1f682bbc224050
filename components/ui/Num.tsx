import type { ReactNode } from "react";
import classes from "./ui.module.css";

/** A figure in tabular digits, its unit set back. */
export function Num({ children, unit, strong }: { children: ReactNode; unit?: ReactNode; strong?: boolean }) {
  return (
    <span className={classes.num} data-strong={strong || undefined}>
      {children}
      {unit && <Unit>{unit}</Unit>}
    </span>
  );
}

/** The unit of a figure. */
export function Unit({ children }: { children: ReactNode }) {
  return <span className={classes.unit}>&nbsp;{children}</span>;
}

/** A figure that is not known, with the reason on hover and for screen readers. Never a zero, never an empty cell. */
export function Unknown({ reason, children = "unknown" }: { reason: string; children?: ReactNode }) {
  return (
    <span className={classes.unknown} title={reason}>
      {children}
      <span className="visually-hidden">: {reason}</span>
    </span>
  );
}
