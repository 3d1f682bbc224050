import type { ReactNode } from "react";
import { formatCount, formatShare } from "#lib/format/numbers.ts";
import { DataLink as Link } from "./DataLink.tsx";
import { Time } from "./Time.tsx";
import classes from "./ui.module.css";

/** How much of what was expected has arrived. */
export interface CoverageCount {
  part: number;
  whole: number;
  /** What is counted: `scopes`, `accounts`, `days`. */
  of: string;
}

export interface ProvenanceProps {
  /** The data's own time; null when nothing has arrived yet. */
  asOf: string | Date | null;
  coverage?: CoverageCount;
  /** Measured, billed, estimated, reported by whom. */
  source: ReactNode;
  /** Where coverage is explained. */
  href?: string;
}

/** The line on every panel: as of when, how much of it, from where. */
export function Provenance({ asOf, coverage, source, href }: ProvenanceProps) {
  const covered = coverage && <Coverage {...coverage} />;
  return (
    <p className={classes.provenance}>
      {asOf ? (
        <>
          as of <Time at={asOf} />
        </>
      ) : (
        "no data yet"
      )}
      {covered && <> · {href ? <Link href={href}>{covered}</Link> : covered}</>} · {source}
    </p>
  );
}

function Coverage({ part, whole, of }: CoverageCount) {
  if (whole === 0) return <>no {of}</>;
  if (whole === 1) return part === 1 ? <>complete</> : <span className={classes.partial}>out of date</span>;
  if (part === whole)
    return (
      <>
        all {formatCount(whole)} {of}
      </>
    );
  return (
    <span className={classes.partial}>
      {formatShare(part, whole)} covered ({formatCount(part)} of {formatCount(whole)} {of})
    </span>
  );
}
