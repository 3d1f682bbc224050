import classes from "./ui.module.css";

export interface ShareBarPart {
  value: number;
  /** A token such as `--s1`, or `hatched` for what is not known. */
  fill: string;
  label: string;
}

/** Parts of a whole in one bar. The figures stand in the text beside it: it is hidden from screen readers. */
export function ShareBar({ parts, whole, thin }: { parts: ShareBarPart[]; whole?: number; thin?: boolean }) {
  const total = whole ?? parts.reduce((sum, { value }) => sum + value, 0);
  if (total <= 0) return <div className={classes.shareBar} data-thin={thin || undefined} aria-hidden />;
  return (
    <div className={classes.shareBar} data-thin={thin || undefined} aria-hidden>
      {parts
        .filter(({ value }) => value > 0)
        .map(({ value, fill, label }) => (
          <span
            key={label}
            title={label}
            data-fill={fill}
            style={{
              width: `${(value / total) * 100}%`,
              background: fill.startsWith("--") ? `var(${fill})` : undefined,
            }}
          />
        ))}
    </div>
  );
}
