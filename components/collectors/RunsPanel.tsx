import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { right, ScrollTable } from "#components/ui/Table.tsx";
import { Time } from "#components/ui/Time.tsx";
import { formatUsd } from "#lib/format/money.ts";
import { formatCount, formatCountOf } from "#lib/format/numbers.ts";
import { formatElapsed } from "#lib/format/time.ts";
import { explainFailure } from "#lib/runs/compute.ts";
import type { CollectorsOverview } from "#lib/runs/loaders.ts";
import type { Run } from "#lib/runs/runList.ts";
import classes from "./collectors.module.css";
import { collectorsHref } from "./href.ts";
import { RunFilters } from "./RunFilters.tsx";
import { outcomeMark, regionName } from "./words.ts";

/** The runs that the address asks for, newest first, page by page. */
export function RunsPanel({ data }: { data: CollectorsOverview }) {
  const { runs, query, matrix, collectors, now } = data;
  return (
    <Panel
      id="runs"
      title="Last runs"
      provenance={{ asOf: now, source: `${formatCountOf(runs.total, "run")} on record` }}
    >
      <RunFilters query={query} collectors={collectors.map(({ collector }) => collector)} matrix={matrix} />
      {runs.items.length === 0 ? (
        <EmptyState title={runs.total === 0 ? "No run is on record under these filters" : "No older run"} />
      ) : (
        <ScrollTable
          label="Last runs"
          className={classes.table}
          columns={[
            "Started",
            "Collector",
            "Account, region",
            "Outcome",
            right("Took"),
            right("Resources"),
            right("Calls"),
            right("Cost"),
          ]}
        >
          <tbody>
            {runs.items.map((run) => (
              <Row key={`${run.accountId} ${run.runId}`} run={run} />
            ))}
          </tbody>
        </ScrollTable>
      )}
      <div className={`${classes.paging} no-print`}>
        <a className="figure" href={csvHref(query)}>
          All {formatCount(runs.total)} as CSV
        </a>
        <span>
          {query.cursor && (
            <>
              <Link className="figure" href={collectorsHref(query, {}, "#runs")}>
                Newest
              </Link>{" "}
              ·{" "}
            </>
          )}
          {runs.nextCursor && (
            <Link className="figure" href={collectorsHref(query, { cursor: runs.nextCursor }, "#runs")}>
              Older
            </Link>
          )}
        </span>
      </div>
    </Panel>
  );
}

function csvHref({ collector, outcome, account, region }: CollectorsOverview["query"]): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ collector, outcome, accountId: account, region })) {
    if (value) parameters.set(name, value);
  }
  return `/api/v1/runs.csv?${parameters}`;
}

function Row({ run }: { run: Run }) {
  const changed = [
    run.created > 0 && `+${formatCount(run.created)}`,
    run.modified > 0 && `~${formatCount(run.modified)}`,
    run.gone > 0 && `−${formatCount(run.gone)}`,
  ].filter(Boolean);
  return (
    <tr>
      <td className={classes.nowrap}>
        <Time at={run.startedAt} />
      </td>
      <th scope="row">{run.collector}</th>
      <td>
        <span title={run.accountId}>{run.accountName ?? run.accountId}</span>
        <small>{regionName(run.region)}</small>
      </td>
      <td>
        <StatusMark status={outcomeMark(run.outcome)} /> {run.outcome ?? "running"}
        {run.errorClass && <Failure run={run} />}
      </td>
      <td data-align="right">
        {run.durationSeconds === null ? "—" : formatElapsed(run.durationSeconds * 1000)}
      </td>
      <td data-align="right">
        {formatCount(run.resources)}
        {changed.length > 0 && <small title="created, modified, gone">{changed.join(" ")}</small>}
      </td>
      <td data-align="right">
        {formatCount(run.apiCalls)}
        {run.throttledCalls > 0 && <small>{formatCount(run.throttledCalls)} throttled</small>}
      </td>
      <td data-align="right">{run.costUsd > 0 ? formatUsd(run.costUsd, 4) : "—"}</td>
    </tr>
  );
}

function Failure({ run }: { run: Run }) {
  const { summary } = explainFailure(run);
  return (
    <small className={classes.error} title={run.errorMessage ?? undefined}>
      {summary}
    </small>
  );
}
