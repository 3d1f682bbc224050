import { type ListColumn, ListPanel } from "#components/lists/ListPanel.tsx";
import classes from "#components/lists/lists.module.css";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { PageHeader } from "#components/ui/PageHeader.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { Term } from "#components/ui/Term.tsx";
import { Time } from "#components/ui/Time.tsx";
import type { LoadedList } from "#lib/api/list/loaders.ts";
import type { Audit } from "#lib/audits/schema.ts";
import { formatCount, formatShare } from "#lib/format/numbers.ts";
import { MakeAudit } from "./MakeAudit.tsx";

/** Every audit, and the way to make one. */
export function AuditsView({ list, quarters }: { list: LoadedList<Audit>; quarters: string[] }) {
  return (
    <>
      <PageHeader title="Audits" actions={<MakeAudit quarters={quarters} />}>
        A quarter as it was: frozen rows, the method, the coverage, and one hash over all of it. The audit of
        a quarter is made by itself a day after its end.
      </PageHeader>
      <ListPanel
        title="Audits"
        path="/audits"
        list="audits"
        loaded={list}
        columns={columns}
        filters={[]}
        searchLabel="Quarter, maker, hash"
        keyOf={({ snapshotId }) => snapshotId}
        source="frozen"
        empty={{
          neverTitle: "No audit yet",
          never: "Make the first one, of the quarter that lasts or of one that is over.",
          none: "No audit is named like that.",
        }}
      />
    </>
  );
}

const right = { align: "right" } as const;

const columns: ListColumn<Audit>[] = [
  {
    id: "quarter",
    header: "Quarter",
    sort: "quarter",
    cell: ({ quarter, snapshotId, final }) => (
      <span className={classes.id}>
        <Link href={`/audits/${snapshotId}`}>
          <strong>{quarter}</strong>
        </Link>
        <small>
          <StatusMark status={final ? "ok" : "busy"} /> {final ? "final" : "so far"}
        </small>
      </span>
    ),
  },
  {
    id: "asOf",
    header: "As of",
    sort: "asOf",
    cell: ({ asOf, provenFrom }) => (
      <span className={classes.nowrap}>
        <Time at={asOf} />
        <small>
          {provenFrom ? (
            <>
              proven from <Time at={provenFrom} />
            </>
          ) : (
            "not proven: a scope was never looked at"
          )}
        </small>
      </span>
    ),
  },
  {
    id: "made",
    header: "Made",
    sort: "madeAt",
    cell: ({ madeAt, madeBy }) => (
      <span className={classes.nowrap}>
        <Time at={madeAt} />
        <small>by {madeBy}</small>
      </span>
    ),
  },
  { id: "endpoints", header: "Endpoints", ...right, cell: ({ endpoints }) => formatCount(endpoints) },
  { id: "services", header: "Services", ...right, cell: ({ services }) => formatCount(services) },
  { id: "connections", header: "Connections", ...right, cell: ({ connections }) => formatCount(connections) },
  { id: "findings", header: "Findings", ...right, cell: ({ findings }) => formatCount(findings) },
  {
    id: "coverage",
    header: "Covered",
    ...right,
    cell: ({ scopes, scopesCovered }) => (
      <>
        {formatShare(scopesCovered, scopes)}
        <small>
          {formatCount(scopesCovered)} of {formatCount(scopes)} scopes
        </small>
      </>
    ),
  },
  {
    id: "attestations",
    header: <Term name="attested">Attested</Term>,
    ...right,
    cell: ({ attestations }) => formatCount(attestations),
  },
  {
    id: "sha256",
    header: "SHA-256",
    cell: ({ sha256 }) => (
      <span className="mono" title={sha256}>
        {sha256.slice(0, 12)}…
      </span>
    ),
  },
];
