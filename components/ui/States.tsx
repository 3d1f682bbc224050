import type { ReactNode } from "react";
import { type Status, StatusMark } from "./StatusMark.tsx";
import classes from "./ui.module.css";

interface StateProps {
  title: ReactNode;
  children?: ReactNode;
  /** What the reader can do about it. */
  actions?: ReactNode;
}

/** Nothing to show, and why. */
export function EmptyState({ title, children, actions }: StateProps) {
  return <State status="none" title={title} body={children} actions={actions} />;
}

/** Something failed: what, and what to do. Announced when it appears. */
export function ErrorState({ title, children, actions }: StateProps) {
  return <State status="bad" role="alert" title={title} body={children} actions={actions} />;
}

function State({
  status,
  role,
  title,
  body,
  actions,
}: {
  status: Status;
  role?: "alert";
  title: ReactNode;
  body: ReactNode;
  actions: ReactNode;
}) {
  return (
    <div className={classes.state} role={role}>
      <StatusMark status={status} size={16} />
      <p className={classes.stateTitle}>{title}</p>
      {body && <div className={classes.stateBody}>{body}</div>}
      {actions && <div className={classes.stateActions}>{actions}</div>}
    </div>
  );
}

/** What follows is not of the present, or not all of it: since when, and why. */
export function StaleBanner({ status = "warn", children }: { status?: Status; children: ReactNode }) {
  return (
    <div className={classes.banner} data-status={status} role="status">
      <StatusMark status={status} />
      <div>{children}</div>
    </div>
  );
}
