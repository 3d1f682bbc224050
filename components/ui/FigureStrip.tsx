import type { ReactNode } from "react";
import classes from "./ui.module.css";

/** Five figures at the head of a page, in a row; in two columns on a phone. */
export function FigureStrip({ children }: { children: ReactNode }) {
  return <dl className={classes.figureStrip}>{children}</dl>;
}

/** One of them: what it counts, and the figure, with a `small` below it that says more. */
export function StripFigure({ term, children }: { term: ReactNode; children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
