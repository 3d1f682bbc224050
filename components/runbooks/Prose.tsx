import { Fragment } from "react";
import classes from "./runbooks.module.css";

/** A sentence; what stands between backticks is what a program takes or prints. */
export function Prose({ text }: { text: string }) {
  return (
    <>
      {text.split("`").map((part, i) => {
        const key = `${i} ${part}`;
        return i % 2 === 1 ? (
          <code key={key} className={classes.code}>
            {part}
          </code>
        ) : (
          <Fragment key={key}>{part}</Fragment>
        );
      })}
    </>
  );
}
