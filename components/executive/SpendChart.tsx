"use client";

import {
  Bar,
  BarChart,
  CartesianGrid,
  ReferenceArea,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import type { DayState, Spend, SpendBar } from "#lib/cost/compute.ts";
import { type UsageGroup, usageGroupTitles } from "#lib/cost/schema.ts";
import { formatUsd, formatUsdShort } from "#lib/format/money.ts";
import { formatWeekday } from "#lib/format/time.ts";
import { groupTokens, stateWords } from "./drawing.ts";
import classes from "./executive.module.css";

const opacity: Record<DayState, number> = {
  billed: 1,
  estimated: 0.72,
  partial: 0.4,
  missing: 0,
  "not-billed": 0,
};

/** Days of a month as stacked bars. Days without a bill stay empty; they are named under the axis. */
export function SpendChart({
  bars,
  groups,
  axis,
}: {
  bars: SpendBar[];
  groups: UsageGroup[];
  axis: Spend["axis"];
}) {
  const mondays = bars
    .filter(({ day }) => new Date(`${day}T00:00:00Z`).getUTCDay() === 1)
    .map(({ day }) => day);
  return (
    <>
      <div className={classes.chart}>
        <ResponsiveContainer width="100%" height="100%">
          <BarChart
            data={bars}
            margin={{ top: 6, right: 20, bottom: 0, left: 0 }}
            barCategoryGap="18%"
            stackOffset="sign"
          >
            <CartesianGrid vertical={false} stroke="var(--line)" />
            {weekends(bars).map(([first, last]) => (
              <ReferenceArea
                key={first}
                x1={first}
                x2={last}
                fill="var(--unknown-soft)"
                fillOpacity={0.7}
                strokeOpacity={0}
              />
            ))}
            <XAxis
              dataKey="day"
              ticks={mondays}
              interval={0}
              tickFormatter={(day: string) => formatWeekday(day).slice(0, 6).trim()}
              tickLine={false}
              axisLine={{ stroke: "var(--line-strong)" }}
              tick={{ fill: "var(--text-3)", fontSize: 11 }}
            />
            <YAxis
              width={48}
              domain={[axis.min, axis.max]}
              ticks={axis.ticks}
              tickFormatter={formatUsdShort}
              tickLine={false}
              axisLine={false}
              tick={{ fill: "var(--text-3)", fontSize: 11 }}
            />
            <Tooltip
              content={({ active, payload }) =>
                active ? <Tip bar={payload[0]?.payload} groups={groups} /> : null
              }
              cursor={{ fill: "var(--accent)", fillOpacity: 0.08 }}
              isAnimationActive={false}
              filterNull={false}
            />
            {groups.map((group) => (
              <Bar
                key={group}
                dataKey={(bar: SpendBar) => bar.groups?.[group] ?? null}
                name={usageGroupTitles[group]}
                stackId="day"
                fill={`var(${groupTokens[group]})`}
                isAnimationActive={false}
                shape={Segment}
              />
            ))}
          </BarChart>
        </ResponsiveContainer>
      </div>
      <Phases bars={bars} />
    </>
  );
}

interface SegmentProps {
  x?: number;
  y?: number;
  width?: number;
  height?: number;
  fill?: string;
  payload?: SpendBar;
}

// A day that may still change is drawn lighter: the words under the axis say the same.
function Segment({ x = 0, y = 0, width = 0, height = 0, fill, payload }: SegmentProps) {
  if (!payload || height === 0) return null;
  const gap = Math.abs(height) > 2 ? 0.5 : 0;
  return (
    <rect
      x={x}
      y={Math.min(y, y + height) + gap}
      width={width}
      height={Math.max(0.5, Math.abs(height) - gap)}
      fill={fill}
      fillOpacity={opacity[payload.state]}
      rx={1}
    />
  );
}

function weekends(bars: SpendBar[]): [string, string][] {
  return runs(bars, ({ weekend }) => weekend)
    .filter(([first]) => first.weekend)
    .map(([first, last]) => [first.day, last.day]);
}

/** Neighbours of the same kind: the first and last of each run. */
function runs<Item>(
  items: Item[],
  kind: (item: Item) => unknown,
): [first: Item, last: Item, length: number][] {
  const found: [Item, Item, number][] = [];
  for (const item of items) {
    const run = found.at(-1);
    if (run && kind(run[0]) === kind(item)) {
      run[1] = item;
      run[2]++;
    } else found.push([item, item, 1]);
  }
  return found;
}

const phaseWords: Record<DayState, string> = {
  billed: "billed",
  estimated: "may change",
  partial: "part",
  missing: "missing",
  "not-billed": "not billed yet",
};

function Phases({ bars }: { bars: SpendBar[] }) {
  return (
    <div className={classes.phases} aria-hidden>
      {runs(bars, ({ state }) => state).map(([first, , length]) => (
        <span
          key={first.day}
          data-state={first.state}
          style={{ flex: length }}
          title={stateWords[first.state]}
        >
          {length > 1 || first.state === "missing" ? phaseWords[first.state] : "\u00a0"}
        </span>
      ))}
    </div>
  );
}

function Tip({ bar, groups }: { bar: SpendBar | undefined; groups: UsageGroup[] }) {
  if (!bar) return null;
  return (
    <div className={classes.tip}>
      <div className={classes.tipTitle}>{formatWeekday(bar.day)}</div>
      {bar.groups && (
        <table>
          <tbody>
            {groups.toReversed().map((group) => (
              <tr key={group}>
                <td>
                  <i style={{ background: `var(${groupTokens[group]})` }} />
                  {usageGroupTitles[group]}
                </td>
                <td>{formatUsd(bar.groups?.[group] ?? 0, 2)}</td>
              </tr>
            ))}
            <tr>
              <td>
                <b>Total</b>
              </td>
              <td>
                <b>{formatUsd(bar.totalUsd ?? 0, 2)}</b>
              </td>
            </tr>
          </tbody>
        </table>
      )}
      <div className={classes.quiet}>{stateWords[bar.state]}</div>
    </div>
  );
}
