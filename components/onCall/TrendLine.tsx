import classes from "./onCall.module.css";

/** An hour of shares in steps: a line that falls where calls fail, and breaks where nobody probed. */
export function TrendLine({
  values,
  width = 64,
  height = 16,
}: {
  values: readonly (number | null)[];
  width?: number;
  height?: number;
}) {
  const step = width / Math.max(1, values.length);
  let path = "";
  let drawing = false;
  for (const [index, value] of values.entries()) {
    if (value === null) {
      drawing = false;
      continue;
    }
    const y = (1 + (1 - value) * (height - 3)).toFixed(1);
    path += `${drawing ? "L" : "M"}${(index * step).toFixed(1)} ${y}H${((index + 1) * step).toFixed(1)}`;
    drawing = true;
  }
  return (
    <svg width={width} height={height} className={classes.trend} aria-hidden>
      <path d={`M0 1H${width}`} className={classes.trendTop} />
      <path d={path} data-low={values.some((value) => value !== null && value < 0.99) || undefined} />
    </svg>
  );
}
