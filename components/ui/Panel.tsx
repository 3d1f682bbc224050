import { type ReactNode, useId } from "react";
import { Provenance, type ProvenanceProps } from "./Provenance.tsx";
import classes from "./ui.module.css";

export interface PanelProps {
  title: ReactNode;
  /** As of, coverage, source. A panel without figures has none. */
  provenance?: ProvenanceProps;
  /** Controls at the right of the title. */
  actions?: ReactNode;
  /** Closing line under the content. */
  footer?: ReactNode;
  id?: string;
  className?: string;
  children: ReactNode;
}

/** A titled region of a page. Its heading is an h2. */
export function Panel({ title, provenance, actions, footer, id, className, children }: PanelProps) {
  const heading = useId();
  return (
    <section id={id} aria-labelledby={heading} className={`${classes.panel} ${className ?? ""}`}>
      <header className={classes.panelHead}>
        <h2 id={heading}>{title}</h2>
        {provenance && <Provenance {...provenance} />}
        {actions && <div className={classes.panelActions}>{actions}</div>}
      </header>
      {children}
      {footer && <div className={classes.panelFooter}>{footer}</div>}
    </section>
  );
}
