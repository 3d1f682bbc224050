import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { PageHeader } from "#components/ui/PageHeader.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { StatusPill } from "#components/ui/StatusMark.tsx";
import type { Hop } from "#lib/diagnosis/schema.ts";
import { formatCountOf } from "#lib/format/numbers.ts";
import { runbookHref } from "#lib/runbooks/href.ts";
import type { Runbook } from "#lib/runbooks/schema.ts";
import { hopWords } from "#lib/runbooks/words/hops.ts";
import { Prose } from "./Prose.tsx";
import { RunbookSearch } from "./RunbookSearch.tsx";
import classes from "./runbooks.module.css";
import { severityWords, sideWords } from "./words.ts";

interface Props {
  groups: readonly { hop: Hop; runbooks: readonly Runbook[] }[];
  total: number;
  q: string;
}

/** Every runbook, hop by hop in the order of the path. */
export function RunbooksView({ groups, total, q }: Props) {
  const found = groups.reduce((sum, { runbooks }) => sum + runbooks.length, 0);
  return (
    <>
      <PageHeader
        title={q.trim() ? `${found} of ${formatCountOf(total, "runbook")}` : formatCountOf(total, "runbook")}
        actions={<RunbookSearch />}
      >
        One for each check of the diagnosis, in the order in which a connection passes them: what the client
        sees, why, how to confirm it, how to mend it, and whose it is.
      </PageHeader>
      {groups.length === 0 ? (
        <EmptyState
          title="No runbook has all of these words"
          actions={
            <Link className="figure" href="/runbooks">
              All runbooks
            </Link>
          }
        >
          <p>Fewer words find more: a state, a setting, or what the client sees.</p>
        </EmptyState>
      ) : (
        groups.map((group) => <HopPanel key={group.hop} {...group} />)
      )}
    </>
  );
}

function HopPanel({ hop, runbooks }: Props["groups"][number]) {
  const { title, about } = hopWords[hop];
  return (
    <Panel id={hop} title={title}>
      <p className={classes.about}>{about}</p>
      <ul className={classes.list}>
        {runbooks.map((runbook) => {
          const severity = severityWords[runbook.severity];
          return (
            <li key={runbook.id} className={classes.item}>
              <div className={classes.itemTitle}>
                <Link href={runbookHref(runbook.id)}>{runbook.title}</Link>
                <span className={`mono ${classes.id}`}>{runbook.id}</span>
              </div>
              <p className={classes.itemText}>
                <Prose text={runbook.looksLike} />
              </p>
              <div className={classes.itemEnd}>
                <span title={severity.title}>
                  <StatusPill status={severity.status}>{severity.label}</StatusPill>
                </span>
                <span className={classes.side}>{sideWords[runbook.fix.owner]}</span>
              </div>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
