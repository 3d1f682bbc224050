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
      <Meaning id={id} name={name} />
    </>
  );
}

/** What a word means behind a mark of its own, beside a heading that is a link or a button already. */
export function TermMark({ name, word }: { name: TermName; word: string }) {
  const id = useId();
  return (
    <>
      <button type="button" className={classes.mark} popoverTarget={id} aria-label={`What “${word}” means`}>
        <span aria-hidden>?</span>
      </button>
      <Meaning id={id} name={name} />
    </>
  );
}

function Meaning({ id, name }: { id: string; name: TermName }) {
  return (
    <span id={id} popover="auto" className={classes.meaning}>
      {terms[name]}
    </span>
  );
}
