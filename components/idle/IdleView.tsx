import { loadBalancerHref, serviceHref } from "#components/inventory/href.ts";
import { ownerColumn, placeColumn } from "#components/lists/cells.tsx";
import { type ListColumn, ListPanel } from "#components/lists/ListPanel.tsx";
import classes from "#components/lists/lists.module.css";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { PageHeader } from "#components/ui/PageHeader.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { Time } from "#components/ui/Time.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { formatBytes } from "#lib/format/bytes.ts";
import { formatUnitPrice, formatUsd } from "#lib/format/money.ts";
import { formatDay } from "#lib/format/time.ts";
import type { IdleItem } from "#lib/idle/list.ts";
import type { IdlePage } from "#lib/idle/pageLoaders.ts";
import { idleResourceTypes, idleStates } from "#lib/idle/schema.ts";
import { DecisionProvider } from "./DecisionProvider.tsx";
import type { DecidedRow } from "./decide.ts";
import { toDecidedRow } from "./decidedRow.ts";
import { IdleFigures } from "./IdleFigures.tsx";
import { DecideButton, PageCheck, RowCheck, SelectionBar } from "./RowControls.tsx";
import { decisionWords, idleStateWords, resourceTypeWords } from "./words.ts";

/** What is idle, with the proof, the price, and what its owner decided. */
export function IdleView({ page: { list, summary } }: { page: IdlePage }) {
  return (
    <>
      <PageHeader title="Idle">
        Idle means: not a byte for the configured days, old enough, and collected for every one of them.
        Silence alone proves nothing.
      </PageHeader>
      <IdleFigures summary={summary} asOf={list.page.asOf} />
      <DecisionProvider>
        <ListPanel
          title="Verdicts"
          path="/idle"
          list="idle"
          loaded={list}
          columns={[checkColumn(list.page.items.map(toDecidedRow)), ...columns]}
          after={<SelectionBar query={queryOf(list.parameters)} total={list.page.total} />}
          filters={filters}
          searchLabel="Id, service, account, owner"
          keyOf={({ resourceType, resourceId, subnetId, region }) =>
            [resourceType, resourceId, subnetId, region].join(" ")
          }
          source="judged from measured traffic"
          empty={{
            never: "The first evaluation follows the first complete collection, usually within minutes.",
            none: "Take a filter away, or look at another state.",
          }}
        />
      </DecisionProvider>
    </>
  );
}

/** What the list is narrowed to and how it is sorted, as its API takes it. */
const queryOf = (parameters: readonly (readonly [string, string])[]) =>
  new URLSearchParams(
    parameters
      .filter(([name, value]) => name !== "cursor" && name !== "limit" && value !== "")
      .map((one) => [...one]),
  ).toString();

const checkColumn = (rows: DecidedRow[]): ListColumn<IdleItem> => ({
  id: "check",
  header: <PageCheck rows={rows} />,
  control: true,
  cell: (item) => <RowCheck row={toDecidedRow(item)} />,
});

const filters = [
  {
    parameter: "state",
    label: "State",
    options: idleStates.map((value) => ({ value, label: idleStateWords[value].text })),
  },
  {
    parameter: "resourceType",
    label: "Kind",
    options: idleResourceTypes.map((value) => ({ value, label: resourceTypeWords[value].many })),
  },
  {
    parameter: "kept",
    label: "Keep",
    options: [
      { value: "no", label: "kept by nobody" },
      { value: "yes", label: "kept for now" },
    ],
  },
  {
    parameter: "decision",
    label: "Decision",
    options: (["keep", "retire", "retired"] as const).map((value) => ({
      value,
      label: decisionWords[value],
    })),
  },
];

const columns: ListColumn<IdleItem>[] = [
  { id: "resource", header: "Resource", sort: "resourceId", cell: (item) => <Resource item={item} /> },
  {
    id: "state",
    header: "State",
    term: "idle",
    cell: ({ state, confidence }) => (
      <span className={classes.nowrap}>
        <StatusMark status={idleStateWords[state].status} /> {idleStateWords[state].text}
        {confidence && <small>confidence {confidence}</small>}
      </span>
    ),
  },
  placeColumn(),
  ownerColumn(),
  {
    id: "days",
    header: "Days idle",
    align: "right",
    sort: "idleDays",
    cell: ({ idleDays, reason }) => idleDays ?? <Unknown reason={reason}>–</Unknown>,
  },
  {
    id: "saving",
    header: "Saving a month",
    align: "right",
    sort: "savingUsd",
    cell: ({ savingUsd, priceUsd, priceDate, state }) =>
      savingUsd === null ? (
        <Unknown
          reason={state === "idle" ? "No price is known for it." : "Only what is idle saves anything."}
        >
          –
        </Unknown>
      ) : (
        <>
          {formatUsd(savingUsd)}
          {priceUsd !== null && priceDate && (
            <small>
              at {formatUnitPrice(priceUsd)} an hour, {formatDay(priceDate, { year: true })}
            </small>
          )}
        </>
      ),
  },
  {
    id: "reason",
    header: "Why",
    cell: ({ reason, lastTrafficAt, windowBytes }) => (
      <div className={classes.reason}>
        {reason}
        <small>
          {lastTrafficAt ? (
            <>
              last traffic <Time at={lastTrafficAt} />
            </>
          ) : (
            "no traffic on record"
          )}
          {windowBytes !== null && windowBytes > 0 && <>, {formatBytes(windowBytes)} in the window</>}
        </small>
      </div>
    ),
  },
  {
    id: "decision",
    header: "Decision",
    cell: (item) => (
      <div className={classes.nowrap}>
        <DecisionCell item={item} /> <DecideButton row={toDecidedRow(item)} />
      </div>
    ),
  },
];

function Resource({ item }: { item: IdleItem }) {
  const { resourceType, resourceId, name, azId, serviceName } = item;
  const isEndpoint = resourceType === "endpoint" || resourceType === "endpoint-az";
  const provided = resourceType === "service" ? serviceHref(resourceId) : loadBalancerHref(resourceId);
  return (
    <span className={classes.id}>
      {isEndpoint ? (
        <Link className="mono" href={`/endpoints/${resourceId}`}>
          {resourceId}
        </Link>
      ) : (
        <Link className="mono" title={resourceId} href={provided}>
          {name ?? resourceId}
        </Link>
      )}
      <small>
        {azId ? `zone ${azId}` : resourceTypeWords[resourceType].one}
        {serviceName && isEndpoint && <> · {serviceName}</>}
      </small>
    </span>
  );
}

function DecisionCell({ item }: { item: IdleItem }) {
  const { decision, decisionReason, decidedBy, keepUntil } = item;
  if (!decision) {
    if (!keepUntil) return "none";
    return (
      <>
        none
        <small>
          a keep ended <Time at={keepUntil} />
        </small>
      </>
    );
  }
  return (
    <span title={decisionReason ?? undefined}>
      {decisionWords[decision]}
      <small>
        {decision === "keep" && keepUntil && (
          <>
            until <Time at={keepUntil} />,{" "}
          </>
        )}
        {decidedBy && <>by {decidedBy}</>}
      </small>
    </span>
  );
}
