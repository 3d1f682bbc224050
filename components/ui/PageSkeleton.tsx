import { Skeleton } from "@mantine/core";
import classes from "./ui.module.css";

/** Holds the place of a page while it is read: a heading and panels of the usual height. */
export function PageSkeleton() {
  return (
    <div className={classes.skeleton} role="status">
      <span className="visually-hidden">Loading</span>
      <Skeleton height={26} width="60%" />
      <Skeleton height={14} width="35%" />
      <Skeleton height={180} />
      <Skeleton height={320} />
    </div>
  );
}
