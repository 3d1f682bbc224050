import classes from "./executive.module.css";

/** A budget by day in a row: 100 % at the top, used up at the dotted line. A day without a count breaks the line. */
export function BudgetLine({ values, label }: { values: readonly (number | null)[]; label: string }) {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return <span className="quiet">no days yet</span>;
  const low = Math.max(-1, Math.min(0, ...known));
  const y = (left: number) => 2 + ((1 - Math.max(low, left)) / (1 - low)) * 18;
  const step = 84 / Math.max(1, values.length - 1);
  let path = "";
  let open = false;
  const dots: { x: number; y: number }[] = [];
  for (const [index, left] of values.entries()) {
    if (left === null) {
      open = false;
      continue;
    }
    const x = index * step;
    const alone = !open && (values[index + 1] ?? null) === null;
    if (alone) dots.push({ x, y: y(left) });
    else path += `${open ? "L" : "M"}${x.toFixed(1)} ${y(left).toFixed(1)}`;
    open = true;
  }
  const status = (known.at(-1) ?? 1) <= 0 ? "bad" : (known.at(-1) ?? 1) < 0.25 ? "warn" : "ok";
  return (
    <svg
      width={90}
      height={22}
      viewBox="-2 0 90 22"
      role="img"
      aria-label={label}
      className={classes.budgetLine}
      data-status={status}
    >
      <title>{label}</title>
      <path d={`M0 ${y(0)}H84`} className={classes.budgetZero} />
      <path d={path} />
      {dots.map((dot) => (
        <circle key={dot.x} cx={dot.x} cy={dot.y} r={2} />
      ))}
    </svg>
  );
}
