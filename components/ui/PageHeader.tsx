import type { ReactNode } from "react";
import classes from "./ui.module.css";

/** The h1 of a page, a line under it, and its actions. */
export function PageHeader({
  title,
  children,
  actions,
}: {
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <header className={classes.pageHeader}>
      <div className={classes.pageTitle}>
        <h1>{title}</h1>
        {children && <div className={classes.pageSubtitle}>{children}</div>}
      </div>
      {actions && <div className={`${classes.pageActions} no-print`}>{actions}</div>}
    </header>
  );
}
