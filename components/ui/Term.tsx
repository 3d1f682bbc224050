import { type ReactNode, useId } from "react";
import classes from "./term.module.css";
import { type TermName, terms } from "./terms.ts";

/** A word of the trade, with what it means behind it: by click, tap or key, without a script of ours. */
export function Term({ name, children }: { name: TermName; children: ReactNode }) {
  const id = useId();
  return (
    <>
      <button type="button" className={classes.term} popoverTarget={id}>
        {children}
      </button>
      <span id={id} popover="auto" className={classes.meaning}>
        {terms[name]}
      </span>
    </>
  );
}
