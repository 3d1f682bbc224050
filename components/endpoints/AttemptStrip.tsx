import type { AttemptStrip as Strip } from "#lib/probes/attempts.ts";
import classes from "./evidence.module.css";

const step = 4;
const height = 22;

/** Attempts as bars: height is time taken, red and full is a failure, an outline is one that did not come. */
export function AttemptStrip({ strip, label }: { strip: Strip; label: string }) {
  const width = strip.slots.length * step;
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
      {strip.slots.map((slot, index) => {
        const x = index * step;
        if (slot.kind === "missing")
          return (
            <rect
              key={`gap ${slot.from}`}
              className={classes.barMissing}
              x={x + 0.5}
              y={0.5}
              width={step - 2}
              height={height - 2}
            />
          );
        const size = Math.max(2, Math.round(slot.height * (height - 2)));
        return (
          <rect
            key={slot.attempt.time}
            className={classes.bar}
            data-kind={slot.kind}
            x={x}
            y={height - 1 - size}
            width={step - 1}
            height={size}
          />
        );
      })}
    </svg>
  );
}
