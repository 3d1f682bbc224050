"use client";

import { Fragment } from "react";
import { CopyButton } from "#components/ui/CopyButton.tsx";
import { fillIn, type Placeholder, placeholders } from "#lib/runbooks/placeholders.ts";
import { Prose } from "./Prose.tsx";
import classes from "./runbooks.module.css";
import { useValues } from "./values.ts";

interface Props {
  /** With placeholders. */
  text: string;
  /** Names the copy button: `Copy: The endpoint as AWS sees it now`. */
  label: string;
}

/** A command or snippet with the values of the address filled in; what is still open stands out. */
export function CommandBlock({ text, label }: Props) {
  const [values] = useValues();
  const filled = fillIn(text, values);
  return (
    <div className={classes.block}>
      <pre className={classes.command}>
        {filled.split(/([A-Z]+(?:_[A-Z]+)+)/).map((part, i) =>
          part in placeholders ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, in its order.
            <mark key={i} title={placeholders[part as Placeholder]}>
              {part}
            </mark>
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, in its order.
            <Fragment key={i}>{part}</Fragment>
          ),
        )}
      </pre>
      <span className="no-print">
        <CopyButton value={filled} label={label} />
      </span>
    </div>
  );
}

/** A sentence with the values filled in. */
export function FilledText({ text }: { text: string }) {
  const [values] = useValues();
  return <Prose text={fillIn(text, values)} />;
}
