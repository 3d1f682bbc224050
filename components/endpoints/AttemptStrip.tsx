import type { AttemptStrip as Strip } from "#lib/probes/attempts.ts";
import classes from "./evidence.module.css";

const step = 4;
const height = 22;

type Kind = Strip["slots"][number]["kind"];

/**
 * Attempts as bars: height is time taken, red and full is a failure, an outline is one that did not come. All bars of a
 * kind are one shape: a page has hundreds of them.
 */
export function AttemptStrip({ strip, label }: { strip: Strip; label: string }) {
  const width = strip.slots.length * step;
  const shapes: Record<Kind, string> = { success: "", failure: "", missing: "" };
  for (const [index, slot] of strip.slots.entries()) shapes[slot.kind] += barOf(slot, index * step);
  return (
    <svg
      className={classes.strip}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
    >
      <path d={`M0 ${height - 0.5}H${width}`} className={classes.barBase} />
      {Object.entries(shapes).map(
        ([kind, shape]) => shape && <path key={kind} d={shape} className={classes.bar} data-kind={kind} />,
      )}
    </svg>
  );
}

function barOf(slot: Strip["slots"][number], x: number): string {
  if (slot.kind === "missing") return `M${x + 0.5} 0.5h${step - 2}v${height - 2}h${2 - step}z`;
  const size = Math.max(2, Math.round(slot.height * (height - 2)));
  return `M${x} ${height - 1}h${step - 1}v${-size}h${1 - step}z`;
}
