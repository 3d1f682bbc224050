import { type Sparkline, sparklinePaths } from "#lib/charts/sparkline.ts";
import classes from "./charts.module.css";

const box = { width: 720, height: 96 };

/** Daily bars as wide as their place. Its values stand in a table beside it. */
export function DailyBars({ model, label }: { model: Sparkline; label: string }) {
  const { bars, base, missing } = sparklinePaths(model, box.width, box.height);
  return (
    <svg
      viewBox={`0 0 ${box.width} ${box.height}`}
      preserveAspectRatio="none"
      className={classes.daily}
      role="img"
      aria-label={label}
    >
      <path d={bars} className={classes.sparkBar} />
      <path d={base} className={classes.sparkBase} />
      <path d={missing} className={classes.sparkMissing} />
    </svg>
  );
}
