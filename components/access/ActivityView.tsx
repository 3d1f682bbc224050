import { type ListColumn, ListPanel } from "#components/lists/ListPanel.tsx";
import classes from "#components/lists/lists.module.css";
import { PageHeader } from "#components/ui/PageHeader.tsx";
import { type Status, StatusMark } from "#components/ui/StatusMark.tsx";
import { Time } from "#components/ui/Time.tsx";
import type { ActivityItem } from "#lib/access/activityList.ts";
import type { LoadedList } from "#lib/api/list/loaders.ts";

const ends: Record<ActivityItem["outcome"], { status: Status; text: string }> = {
  done: { status: "ok", text: "done" },
  refused: { status: "warn", text: "refused" },
  failed: { status: "bad", text: "failed" },
};

const kinds: Record<ActivityItem["actorKind"], string> = {
  person: "signed in",
  token: "token",
  local: "no sign-in configured",
  nobody: "not signed in",
};

/** Who did what: sign-ins, changes, exports, and what was refused. */
export function ActivityView({ list }: { list: LoadedList<ActivityItem> }) {
  return (
    <>
      <PageHeader title="Activity">
        Who signed in, changed or exported something, and who was refused. Nothing here is ever changed or
        deleted by Linkledger.
      </PageHeader>
      <ListPanel
        title="Activity"
        path="/settings/activity"
        list="activity"
        loaded={list}
        columns={columns}
        filters={[
          {
            parameter: "outcome",
            label: "Outcome",
            options: Object.entries(ends).map(([value, { text }]) => ({ value, label: text })),
          },
          {
            parameter: "actorKind",
            label: "Who",
            options: Object.entries(kinds).map(([value, label]) => ({ value, label })),
          },
        ]}
        searchLabel="Name, action, address"
        keyOf={({ eventId }) => eventId}
        source="Linkledger's own record"
        own
        empty={{
          neverTitle: "Nothing is recorded yet",
          never: "The first sign-in, change or export is the first entry.",
          none: "Take a filter away.",
        }}
      />
    </>
  );
}

const columns: ListColumn<ActivityItem>[] = [
  {
    id: "doneAt",
    header: "When",
    sort: "doneAt",
    cell: ({ doneAt }) => (
      <span className={classes.nowrap}>
        <Time at={doneAt} />
      </span>
    ),
  },
  {
    id: "actor",
    header: "Who",
    sort: "actor",
    descendingFirst: false,
    cell: ({ actor, email, actorKind }) => (
      <>
        {actor || "somebody"}
        <small>
          {kinds[actorKind]}
          {email && ` · ${email}`}
        </small>
      </>
    ),
  },
  { id: "action", header: "What", sort: "action", descendingFirst: false, cell: ({ action }) => action },
  {
    id: "outcome",
    header: "Outcome",
    cell: ({ outcome }) => (
      <span className={classes.nowrap}>
        <StatusMark status={ends[outcome].status} /> {ends[outcome].text}
      </span>
    ),
  },
  {
    id: "target",
    header: "Where",
    cell: ({ target, detail }) => (
      <div className={classes.reason}>
        <span className="mono">{target}</span>
        {detail && <small>{detail}</small>}
      </div>
    ),
  },
  {
    id: "address",
    header: "From",
    cell: ({ address }) => <span className="mono">{address ?? "not known"}</span>,
  },
];
