import type { BarState, DayBar, DayBars } from "#lib/charts/dayBars.ts";
import { formatUsd, formatUsdShort } from "#lib/format/money.ts";
import { formatDay, formatMonth, formatWeekday } from "#lib/format/time.ts";
import classes from "./dayBars.module.css";

/** What each state of a day says to a reader. */
export const barStateWords: Record<BarState, string> = {
  billed: "billed",
  open: "billed, AWS may still change it",
  estimated: "estimated: the bill of the day is not complete",
  forecast: "forecast",
  missing: "nothing is known of the day",
};

const phaseWords: Record<BarState, string> = {
  billed: "billed",
  open: "billed, may change",
  estimated: "est.",
  forecast: "forecast",
  missing: "not known",
};

/**
 * Days as stacked bars, drawn by the server: what is billed, what is estimated, what is to come with its band. A day of
 * which nothing is known stays empty. The figures stand in the table behind it.
 */
export function DayBarsChart<Group extends string>({
  chart,
  tokens,
  titles,
  label,
}: {
  chart: DayBars<Group>;
  tokens: Record<Group, string>;
  titles: Record<Group, string>;
  label: string;
}) {
  const { bars, ticks, weekends, budget, labels, phases, zeroY } = chart;
  return (
    <figure className={classes.figure} aria-label={label}>
      <div className={classes.plot}>
        {ticks.map(({ usd, y }) => (
          <span key={usd} className={classes.tick} style={{ bottom: `${y}%` }}>
            {formatUsdShort(usd)}
          </span>
        ))}
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" className={classes.canvas} aria-hidden>
          {weekends.map(({ x, width }) => (
            <rect key={x} x={x} y={0} width={width} height={100} className={classes.weekend} />
          ))}
          {ticks.map(({ usd, y }) => (
            <path key={usd} d={`M0 ${100 - y}H100`} className={classes.grid} />
          ))}
          {bars.map((bar) => (
            <Bar key={bar.day} bar={bar} tokens={tokens} titles={titles} />
          ))}
          <path d={`M0 ${100 - zeroY}H100`} className={classes.zero} />
          {budget && <path d={`M0 ${100 - budget.y}H100`} className={classes.budget} />}
        </svg>
        {bars.map(
          (bar) =>
            bar.anomalyY !== null &&
            bar.anomaly && (
              <span
                key={bar.day}
                className={classes.anomaly}
                style={{ left: `${bar.x + bar.width / 2}%`, bottom: `${bar.anomalyY}%` }}
                title={`${formatWeekday(bar.day)}: ${formatUsd(bar.totalUsd ?? 0)}, expected about ${formatUsd(bar.anomaly.expectedUsd)}`}
              >
                {bar.anomaly.state === "high" ? "▲" : "▼"}
              </span>
            ),
        )}
        {budget && (
          <span className={classes.budgetLabel} style={{ bottom: `${budget.y}%` }}>
            budget {formatUsdShort(budget.usdPerDay)}/day
          </span>
        )}
      </div>
      <div className={classes.labels} aria-hidden>
        {labels.map(({ day, x }) => (
          <span key={day} style={{ left: `${x}%` }}>
            {bars.length > 70 ? formatMonth(day.slice(0, 7), { year: false }).slice(0, 3) : formatDay(day)}
          </span>
        ))}
      </div>
      <div className={classes.phases} aria-hidden>
        {phases.map(({ state, first, width, days }) => (
          <span key={first} data-state={state} style={{ width: `${width}%` }} title={barStateWords[state]}>
            {days > 1 || bars.length < 12 ? phaseWords[state] : "\u00a0"}
          </span>
        ))}
      </div>
    </figure>
  );
}

const opacity: Record<BarState, number> = {
  billed: 1,
  open: 0.82,
  estimated: 0.5,
  forecast: 0.2,
  missing: 0,
};

function Bar<Group extends string>({
  bar,
  tokens,
  titles,
}: {
  bar: DayBar<Group>;
  tokens: Record<Group, string>;
  titles: Record<Group, string>;
}) {
  const { x, width, segments, band, estimateY, state } = bar;
  const middle = x + width / 2;
  return (
    <g>
      {segments.map(({ group, y, height }) => (
        <rect
          key={group}
          x={x}
          y={100 - y - height}
          width={width}
          height={Math.max(0.25, height)}
          fill={`var(${group === "expected" ? "--s1" : tokens[group]})`}
          fillOpacity={opacity[state]}
        />
      ))}
      {band && <path d={`M${middle} ${100 - band.low}V${100 - band.high}`} className={classes.band} />}
      {estimateY !== null && (
        <path d={`M${x} ${100 - estimateY}H${x + width}`} className={classes.estimate} />
      )}
      <rect x={x - width / 8} y={0} width={width * 1.25} height={100} className={classes.hover}>
        <title>{words(bar, titles)}</title>
      </rect>
    </g>
  );
}

function words<Group extends string>(bar: DayBar<Group>, titles: Record<Group, string>): string {
  const { day, state, expected, totalUsd, estimatedUsd, groups } = bar;
  if (state === "forecast" && expected)
    return `${formatWeekday(day)}: about ${formatUsd(expected.usd)} expected, ${formatUsd(expected.lowUsd)} to ${formatUsd(expected.highUsd)}`;
  if (totalUsd === null) return `${formatWeekday(day)}: ${barStateWords[state]}`;
  const parts = (Object.keys(titles) as Group[]).flatMap((group) => {
    const usd = groups[group];
    return usd ? [`${titles[group]} ${formatUsd(usd, 2)}`] : [];
  });
  const estimate =
    estimatedUsd !== null && state !== "estimated" ? `\nOur estimate ${formatUsd(estimatedUsd, 2)}` : "";
  return `${formatWeekday(day)}: ${formatUsd(totalUsd, 2)}, ${barStateWords[state]}\n${parts.join("\n")}${estimate}`;
}
