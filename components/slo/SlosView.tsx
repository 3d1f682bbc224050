import { type ListColumn, ListPanel } from "#components/lists/ListPanel.tsx";
import classes from "#components/lists/lists.module.css";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { PageHeader } from "#components/ui/PageHeader.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { Time } from "#components/ui/Time.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import type { LoadedList } from "#lib/api/list/loaders.ts";
import { formatCount, formatDecimal } from "#lib/format/numbers.ts";
import { sloStates } from "#lib/slo/judge.ts";
import type { SloItem } from "#lib/slo/sloList.ts";
import { attainmentText, budgetStatus, sloStateWords } from "./words.ts";

/** Every objective: what is promised, what was kept, how fast the budget burns. */
export function SlosView({ list }: { list: LoadedList<SloItem> }) {
  return (
    <>
      <PageHeader title="SLOs">
        What is promised, what was kept, and how fast the error budget is used up. Evaluated up to the data's
        own watermark, never to the wall clock.
      </PageHeader>
      <ListPanel
        title="Objectives"
        path="/slos"
        list="slos"
        loaded={list}
        columns={columns}
        filters={filters}
        searchLabel="Objective, indicator"
        keyOf={({ sloId }) => sloId}
        source="counted from probes, CloudTrail and our own runs"
        empty={{
          never: "The first evaluation follows the first complete collection, usually within minutes.",
          none: "Take a filter away.",
        }}
      />
    </>
  );
}

const filters = [
  {
    parameter: "state",
    label: "State",
    options: sloStates.map((value) => ({ value, label: sloStateWords[value].text })),
  },
];

const columns: ListColumn<SloItem>[] = [
  {
    id: "objective",
    header: "Objective",
    sort: "title",
    cell: ({ title, guideId, window, policy, sloId }) => (
      <span className={classes.id} title={sloId}>
        <Link href={`/slos/${encodeURIComponent(sloId)}`}>{title}</Link>
        <small>
          {guideId} · {window} · policy {policy}
        </small>
      </span>
    ),
  },
  {
    id: "state",
    header: "State",
    sort: "state",
    cell: ({ state, alertLevel }) => (
      <span className={classes.nowrap}>
        <StatusMark status={sloStateWords[state].status} /> {sloStateWords[state].text}
        {alertLevel && <small>{alertLevel} firing</small>}
      </span>
    ),
  },
  {
    id: "promised",
    header: "Promised",
    align: "right",
    sort: "objective",
    cell: ({ objective, threshold, unit }) => (
      <>
        {objective === null ? "nothing" : `${objective} %`}
        {threshold !== null && (
          <small>
            under {threshold} {unit}
          </small>
        )}
      </>
    ),
  },
  {
    id: "kept",
    header: "Kept",
    align: "right",
    term: "attainment",
    sort: "attainment",
    cell: ({ attainment, reason, bad, total, value, unit }) =>
      attainment === null ? (
        value === null ? (
          <Unknown reason={reason}>–</Unknown>
        ) : (
          `${formatDecimal(value, 3)} ${unit ?? ""}`
        )
      ) : (
        <>
          {attainmentText(attainment)}
          <small>
            {formatCount(bad ?? 0)} bad of {formatCount(total ?? 0)}
          </small>
        </>
      ),
  },
  {
    id: "budget",
    header: "Budget left",
    align: "right",
    term: "errorBudget",
    sort: "budgetLeft",
    descendingFirst: false,
    cell: ({ budgetLeft, reason, exhaustedAt }) =>
      budgetLeft === null ? (
        <Unknown reason={reason}>–</Unknown>
      ) : (
        <>
          {formatDecimal(budgetLeft * 100, 1)} %
          <span className={classes.bar} aria-hidden>
            <span
              data-status={budgetStatus(budgetLeft)}
              style={{ width: `${Math.min(100, Math.max(0, budgetLeft * 100))}%` }}
            />
          </span>
          {exhaustedAt && (
            <small>
              used up <Time at={exhaustedAt} />
            </small>
          )}
        </>
      ),
  },
  {
    id: "burn",
    header: "Burn rate, 1 h",
    align: "right",
    term: "burnRate",
    sort: "burnRate",
    cell: ({ burnRate, windows, reason }) =>
      burnRate === null ? (
        <Unknown reason={reason}>–</Unknown>
      ) : (
        <span title={burnWords(windows)}>{formatDecimal(burnRate, 2)}×</span>
      ),
  },
  {
    id: "reason",
    header: "Why",
    cell: ({ reason, source, coverage }) => (
      <div className={classes.reason}>
        {reason}
        <small>
          {source}
          {coverage !== null && ` · ${formatDecimal(coverage * 100, 1)} % of the window counted`}
        </small>
      </div>
    ),
  },
];

function burnWords(windows: SloItem["windows"]): string {
  return windows
    .map(({ window, burnRate }) => `${window}: ${typeof burnRate === "number" ? burnRate.toFixed(2) : "–"}`)
    .join(", ");
}
