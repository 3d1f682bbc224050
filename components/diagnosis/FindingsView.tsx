import { ownerColumn, placeColumn, ResourceCell, sinceColumn } from "#components/lists/cells.tsx";
import { type ListColumn, ListPanel } from "#components/lists/ListPanel.tsx";
import lists from "#components/lists/lists.module.css";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { PageHeader } from "#components/ui/PageHeader.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { Time } from "#components/ui/Time.tsx";
import type { FindingItem } from "#lib/diagnosis/findingList.ts";
import type { FindingsPage } from "#lib/diagnosis/findingsPageLoaders.ts";
import { hops, severities } from "#lib/diagnosis/schema.ts";
import { FindingTotals } from "./FindingTotals.tsx";
import { hopTitles, roleWords, severityStatus } from "./words.ts";

/** What fails in the fleet, the worst first, each with the way to its path. */
export function FindingsView({ page: { list, totals } }: { page: FindingsPage }) {
  return (
    <>
      <PageHeader title="Findings">
        What fails, where, since when, and whose it is. A finding stays open until its check passes again; one
        that cannot be judged any more says so.
      </PageHeader>
      <FindingTotals totals={totals} asOf={list.page.asOf} />
      <ListPanel
        title="Open findings"
        path="/findings"
        list="findings"
        loaded={list}
        columns={columns}
        filters={filters}
        searchLabel="Check, resource, service, owner"
        keyOf={({ accountId, findingKey }) => `${accountId} ${findingKey}`}
        source="diagnosed from what is collected"
        empty={{
          never: "The first diagnosis follows the first complete collection, usually within minutes.",
          none: "Nothing fails here.",
        }}
      />
    </>
  );
}

const hopOption = (value: (typeof hops)[number]) => ({
  value,
  label: value === "fleet" ? "Fleet" : hopTitles[value],
});

const filters = [
  {
    parameter: "severity",
    label: "Severity",
    options: severities.map((value) => ({ value, label: value })),
  },
  { parameter: "hop", label: "Hop", options: hops.map(hopOption) },
  {
    parameter: "state",
    label: "State",
    options: [
      { value: "open", label: "open" },
      { value: "ended", label: "ended" },
      { value: "any", label: "open and ended" },
    ],
  },
];

const columns: ListColumn<FindingItem>[] = [
  {
    id: "finding",
    header: "Finding",
    sort: "checkId",
    cell: ({ title, checkId, severity, role, isVerdict }) => (
      <span className={lists.id}>
        <StatusMark status={severityStatus[severity]} label={severity} /> <strong>{title}</strong>
        <small>
          {severity} · <Link href={`/findings?checkId=${checkId}`}>{checkId}</Link>
          {isVerdict ? " · breaks the path" : roleWords[role] && ` · ${roleWords[role]}`}
        </small>
      </span>
    ),
  },
  {
    id: "resource",
    header: "Resource",
    sort: "resourceId",
    cell: ({ resourceId, resourceType, vpcEndpointId, azId }) => (
      <ResourceCell vpcEndpointId={vpcEndpointId} resourceId={resourceId}>
        {resourceType}
        {azId && ` · ${azId}`}
      </ResourceCell>
    ),
  },
  placeColumn(),
  ownerColumn(),
  sinceColumn(({ stale, staleReason, endedAt }) => (
    <>
      {stale && <small title={staleReason ?? undefined}>not judged lately</small>}
      {endedAt && (
        <small>
          ended <Time at={endedAt} />
        </small>
      )}
    </>
  )),
  {
    id: "sentence",
    header: "What is wrong",
    cell: ({ sentence, staleReason }) => (
      <div className={lists.reason}>
        {sentence}
        {staleReason && <small>{staleReason}</small>}
      </div>
    ),
  },
];
