import { placeColumn } from "#components/lists/cells.tsx";
import { type ListColumn, ListPanel } from "#components/lists/ListPanel.tsx";
import classes from "#components/lists/lists.module.css";
import { PageHeader } from "#components/ui/PageHeader.tsx";
import { type Status, StatusMark } from "#components/ui/StatusMark.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import type { LoadedList } from "#lib/api/list/loaders.ts";
import { formatCount, formatDecimal } from "#lib/format/numbers.ts";
import { formatDay } from "#lib/format/time.ts";
import { type QuotaState, quotaStates } from "#lib/quotas/forecast.ts";
import type { QuotaItem } from "#lib/quotas/quotaList.ts";

const states: Record<QuotaState, { status: Status; text: string }> = {
  ok: { status: "ok", text: "room" },
  near: { status: "warn", text: "near" },
  reached: { status: "bad", text: "reached" },
  unknown: { status: "unknown", text: "unknown" },
};

/** Quotas with their use, what is left, and when they run out. */
export function QuotasView({ list }: { list: LoadedList<QuotaItem> }) {
  return (
    <>
      <PageHeader title="Quotas">
        What AWS allows, what is used, and when it runs out at the slope of the last 30 days.
      </PageHeader>
      <ListPanel
        title="Quotas"
        path="/quotas"
        list="quotas"
        loaded={list}
        columns={columns}
        filters={[
          {
            parameter: "state",
            label: "State",
            options: quotaStates.map((value) => ({ value, label: states[value].text })),
          },
        ]}
        searchLabel="Quota, account, resource"
        keyOf={({ accountId, region, quotaCode, resourceId }) =>
          [accountId, region, quotaCode, resourceId].join(" ")
        }
        source="Service Quotas and our own counts"
        empty={{
          never: "The first evaluation follows the first complete collection, usually within minutes.",
          none: "Take a filter away.",
        }}
      />
    </>
  );
}

const columns: ListColumn<QuotaItem>[] = [
  {
    id: "quota",
    header: "Quota",
    sort: "quotaName",
    cell: ({ quotaName, quotaCode, resourceId }) => (
      <span className={classes.id} title={quotaCode}>
        {quotaName ?? quotaCode}
        <small className="mono">{resourceId || "the whole region"}</small>
      </span>
    ),
  },
  placeColumn(),
  {
    id: "state",
    header: "State",
    cell: ({ state }) => (
      <span className={classes.nowrap}>
        <StatusMark status={states[state].status} /> {states[state].text}
      </span>
    ),
  },
  {
    id: "used",
    header: "Used",
    align: "right",
    sort: "usedShare",
    cell: ({ used, quotaLimit, usedShare, state, reason }) =>
      used === null ? (
        <Unknown reason={reason}>–</Unknown>
      ) : (
        <>
          {formatCount(used)}
          {quotaLimit !== null && ` of ${formatCount(quotaLimit)}`}
          {usedShare !== null && (
            <span className={classes.bar} aria-hidden>
              <span
                data-status={states[state].status}
                style={{ width: `${Math.min(100, usedShare * 100)}%` }}
              />
            </span>
          )}
        </>
      ),
  },
  {
    id: "headroom",
    header: "Left",
    align: "right",
    sort: "headroom",
    descendingFirst: false,
    cell: ({ headroom, reason }) =>
      headroom === null ? <Unknown reason={reason}>–</Unknown> : formatCount(headroom),
  },
  {
    id: "runsOut",
    header: "Runs out",
    align: "right",
    sort: "runsOutOn",
    descendingFirst: false,
    cell: ({ runsOutOn, forecastReason, usedPerDay }) =>
      runsOutOn ? (
        <>
          {formatDay(runsOutOn, { year: true })}
          {usedPerDay !== null && <small>{formatDecimal(usedPerDay, 2)} more a day</small>}
        </>
      ) : (
        <Unknown reason={forecastReason}>–</Unknown>
      ),
  },
  {
    id: "reason",
    header: "Why",
    cell: ({ reason, forecastReason, limitSource }) => (
      <div className={classes.reason}>
        {reason}
        <small>
          {forecastReason}
          {limitSource && ` · limit: ${limitSource}`}
        </small>
      </div>
    ),
  },
];
