import { changeDiff } from "#lib/inventory/changeDiff.ts";
import classes from "./endpoint.module.css";

const signs = { removed: "−", added: "+", same: " " };

/** What a field was and is. */
export function ChangeDiff(props: { before: unknown; after: unknown; field: string | null }) {
  const diff = changeDiff(props.before, props.after, props.field);
  if (diff.kind === "value")
    return (
      <p className={`mono ${classes.diffValue}`}>
        <del>{diff.before ?? "nothing"}</del> <span aria-hidden>→</span>
        <span className="visually-hidden"> became </span> <ins>{diff.after ?? "nothing"}</ins>
      </p>
    );
  return (
    <pre className={classes.diffLines}>
      {diff.lines.map(({ kind, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines repeat, and the list never changes.
        <div key={index} data-kind={kind}>
          <span aria-hidden>{signs[kind]} </span>
          {kind !== "same" && <span className="visually-hidden">{kind}: </span>}
          {text}
        </div>
      ))}
    </pre>
  );
}
