import type { ReactNode } from "react";
import { ScrollRegion } from "./ScrollRegion.tsx";
import classes from "./ui.module.css";

/** What stands folded under a panel's content: the figures of a drawing, as a rule. Paper leaves it out. */
export function Folded({
  summary,
  label,
  children,
}: {
  summary: string;
  /** Of the part that scrolls, where it is long; without one it does not. */
  label?: string;
  children: ReactNode;
}) {
  return (
    <details className={`${classes.folded} no-print`}>
      <summary>{summary}</summary>
      {label ? (
        <ScrollRegion label={label} className={classes.foldedBox}>
          {children}
        </ScrollRegion>
      ) : (
        children
      )}
    </details>
  );
}
