import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { ShareBar } from "#components/ui/ShareBar.tsx";
import { type Status, StatusMark } from "#components/ui/StatusMark.tsx";
import { right, ScrollTable } from "#components/ui/Table.tsx";
import { Time } from "#components/ui/Time.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { formatUsd } from "#lib/format/money.ts";
import { formatCount, formatCountOf } from "#lib/format/numbers.ts";
import { formatDuration, formatElapsed } from "#lib/format/time.ts";
import type { CollectorHealth } from "#lib/runs/data.ts";
import type { CollectorsOverview, CollectorsQuery } from "#lib/runs/loaders.ts";
import type { CollectorRow } from "#lib/runs/overview.ts";
import classes from "./collectors.module.css";
import { collectorsHref } from "./href.ts";

/** One row per collector: freshness, lag, what it did in a day and what that costs. Choosing one filters the page. */
export function CollectorTable({ data }: { data: CollectorsOverview }) {
  const { collectors, query, now, activityAsOf } = data;
  const sum = (pick: (row: CollectorRow) => number | undefined) =>
    collectors.reduce((total, row) => total + (pick(row) ?? 0), 0);
  return (
    <Panel
      id="cost"
      title="Collectors"
      provenance={{
        asOf: activityAsOf,
        source: "runs of the last 24 hours; dollars at AWS's list price for the calls made",
      }}
      actions={
        query.collector && (
          <Link href={collectorsHref(query, { collector: undefined })} scroll={false} className="figure">
            All collectors
          </Link>
        )
      }
    >
      <ScrollTable
        label="Collectors"
        className={classes.table}
        columns={[
          "Collector",
          { title: "Scopes", term: "scope" },
          right("Slowest behind", undefined, "behind"),
          right("Next"),
          right("Runs, 24 h"),
          right("Calls"),
          right("Throttled", undefined, "throttled"),
          right("Took: median, P95"),
          right("24 h"),
          right("This month"),
        ]}
      >
        <tbody>
          {collectors.map((row) => (
            <Row key={row.collector} row={row} query={query} now={now} />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={4}>
              Total
            </th>
            <td data-align="right">{formatCount(sum(({ activity }) => activity?.runs))}</td>
            <td data-align="right">{formatCount(sum(({ activity }) => activity?.apiCalls))}</td>
            <td data-align="right">{formatCount(sum(({ activity }) => activity?.throttledCalls))}</td>
            <td />
            <td data-align="right">
              {formatUsd(
                sum(({ activity }) => activity?.costUsdDay),
                2,
              )}
            </td>
            <td data-align="right">
              {formatUsd(
                sum(({ activity }) => activity?.costUsdMonth),
                2,
              )}
            </td>
          </tr>
        </tfoot>
      </ScrollTable>
    </Panel>
  );
}

function Row({ row, query, now }: { row: CollectorRow; query: CollectorsQuery; now: Date }) {
  const { collector, title, intervalSeconds, health, activity, lagSeconds } = row;
  const chosen = query.collector === collector;
  return (
    <tr data-chosen={chosen || undefined}>
      <th scope="row">
        <Link
          href={collectorsHref(query, { collector: chosen ? undefined : collector })}
          scroll={false}
          aria-current={chosen ? "true" : undefined}
        >
          {collector}
        </Link>
        <small className={classes.wideOnly}>
          {title}
          {intervalSeconds !== null && `, every ${formatDuration(intervalSeconds)}`}
        </small>
      </th>
      <td>
        {health ? (
          <Scopes health={health} />
        ) : (
          <span className={`quiet ${classes.nowrap}`}>not planned yet</span>
        )}
      </td>
      <td data-align="right">
        {lagSeconds !== null ? (
          formatDuration(lagSeconds)
        ) : health ? (
          <Unknown reason="One of its scopes has never succeeded">never succeeded</Unknown>
        ) : (
          "—"
        )}
      </td>
      <td data-align="right">
        <Next at={health?.nextAttemptAt ?? null} now={now} />
      </td>
      <td data-align="right">{formatCount(activity?.runs ?? 0)}</td>
      <td data-align="right">{formatCount(activity?.apiCalls ?? 0)}</td>
      <td data-align="right">{formatCount(activity?.throttledCalls ?? 0)}</td>
      <td data-align="right">
        {activity?.medianMs != null
          ? `${formatElapsed(activity.medianMs)}, ${formatElapsed(activity.p95Ms ?? 0)}`
          : "—"}
      </td>
      <td data-align="right">{formatUsd(activity?.costUsdDay ?? 0, 2)}</td>
      <td data-align="right">{formatUsd(activity?.costUsdMonth ?? 0, 2)}</td>
    </tr>
  );
}

function Next({ at, now }: { at: Date | null; now: Date }) {
  if (!at) return "—";
  return at <= now ? "due" : <Time at={at} age />;
}

function markOf({ scopes, skipped, failing, overdue, waiting }: CollectorHealth): Status {
  if (failing > 0) return "bad";
  if (overdue > 0) return "unknown";
  if (waiting > 0) return "busy";
  return skipped === scopes ? "none" : "ok";
}

function Scopes({ health }: { health: CollectorHealth }) {
  const { scopes, fresh, failing, overdue, waiting, skipped } = health;
  const asked = scopes - skipped;
  const words = [
    failing > 0 && `${formatCount(failing)} failing`,
    overdue > 0 && `${formatCount(overdue)} overdue`,
    waiting > 0 && `${formatCount(waiting)} waiting`,
    skipped > 0 && `${formatCount(skipped)} skipped`,
  ].filter(Boolean);
  return (
    <div className={classes.share}>
      <span className={classes.nowrap}>
        <StatusMark status={markOf(health)} />{" "}
        {fresh === asked
          ? `${formatCountOf(asked, "scope")} fresh`
          : `${formatCount(fresh)} of ${formatCount(asked)} fresh`}
        {words.length > 0 && <span className="quiet">, {words.join(", ")}</span>}
      </span>
      <ShareBar
        thin
        parts={[
          { value: fresh, fill: "--ok", label: `fresh ${fresh}` },
          { value: waiting, fill: "--s1", label: `waiting ${waiting}` },
          { value: failing, fill: "--bad", label: `failing ${failing}` },
          { value: overdue, fill: "hatched", label: `overdue ${overdue}` },
        ]}
      />
    </div>
  );
}
