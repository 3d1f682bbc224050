import { type Sparkline, sparklinePaths } from "#lib/charts/sparkline.ts";
import classes from "./charts.module.css";

/** Daily bars in a row. Plain paths: hundreds of rows with a chart component each would be slow. */
export function SparkBars({
  model,
  label,
  width = 84,
  height = 20,
}: {
  model: Sparkline;
  label: string;
  width?: number;
  height?: number;
}) {
  const { bars, base, missing } = sparklinePaths(model, width, height);
  return (
    <svg width={width} height={height} className={classes.spark} role="img" aria-label={label}>
      <title>{label}</title>
      {bars && <path d={bars} className={classes.sparkBar} />}
      {base && <path d={base} className={classes.sparkBase} />}
      {missing && <path d={missing} className={classes.sparkMissing} />}
    </svg>
  );
}
