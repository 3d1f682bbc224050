import { type ReactNode, useId } from "react";
import { Provenance, type ProvenanceProps } from "#components/ui/Provenance.tsx";
import { ShareBar, type ShareBarPart } from "#components/ui/ShareBar.tsx";
import classes from "./executive.module.css";

export interface Fact {
  label: ReactNode;
  value: ReactNode;
  key: string;
}

/** One figure of the first row: what it is, its parts, two facts about it, and where it comes from. */
export function Card({
  title,
  mark,
  figure,
  note,
  parts,
  facts,
  provenance,
}: {
  title: string;
  mark?: ReactNode;
  figure: ReactNode;
  note: ReactNode;
  parts: ShareBarPart[];
  facts: Fact[];
  provenance: ProvenanceProps;
}) {
  const heading = useId();
  return (
    <section className={classes.card} aria-labelledby={heading}>
      <div className={classes.cardHead}>
        <h2 id={heading}>{title}</h2>
        {mark}
      </div>
      <div>
        <div className={classes.figure}>{figure}</div>
        <div className={classes.figureNote}>{note}</div>
      </div>
      <ShareBar parts={parts} />
      <dl className={classes.facts}>
        {facts.map(({ key, label, value }) => (
          <div key={key}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className={classes.cardFoot}>
        <Provenance {...provenance} />
      </div>
    </section>
  );
}
