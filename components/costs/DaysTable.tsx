import { barStateWords } from "#components/charts/DayBarsChart.tsx";
import { Folded } from "#components/ui/Folded.tsx";
import type { SpendDay } from "#lib/cost/explore/days.ts";
import { type UsageGroup, usageGroupTitles } from "#lib/cost/schema.ts";
import { formatUsd } from "#lib/format/money.ts";
import { formatWeekday } from "#lib/format/time.ts";
import classes from "./costs.module.css";

/** Every value of the chart by day. What is not known stays empty. */
export function DaysTable({ days, groups }: { days: readonly SpendDay[]; groups: readonly UsageGroup[] }) {
  return (
    <Folded summary="The same as a table" label="Spend by day, table">
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Day (UTC)</th>
            {groups.map((group) => (
              <th key={group} scope="col" data-align="right">
                {usageGroupTitles[group]}
              </th>
            ))}
            <th scope="col" data-align="right">
              Total
            </th>
            <th scope="col" data-align="right">
              Our estimate
            </th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day.day}>
              <th scope="row">{formatWeekday(day.day)}</th>
              {groups.map((group) => (
                <td key={group} data-align="right">
                  {known(day) ? formatUsd(day.groups[group] ?? 0, 2) : ""}
                </td>
              ))}
              <td data-align="right">
                {known(day)
                  ? formatUsd(
                      Object.values(day.groups).reduce((sum, usd) => sum + usd, 0),
                      2,
                    )
                  : day.expected
                    ? `about ${formatUsd(day.expected.usd, 2)}`
                    : ""}
              </td>
              <td data-align="right">{day.estimatedUsd === null ? "" : formatUsd(day.estimatedUsd, 2)}</td>
              <td>
                {barStateWords[day.state]}
                {day.expected && `, ${formatUsd(day.expected.lowUsd)} to ${formatUsd(day.expected.highUsd)}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Folded>
  );
}

const known = ({ state }: SpendDay) => state !== "forecast" && state !== "missing";
