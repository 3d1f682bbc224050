import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { PageHeader } from "#components/ui/PageHeader.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { StatusPill } from "#components/ui/StatusMark.tsx";
import { runbookHref } from "#lib/runbooks/href.ts";
import { placeholdersOf } from "#lib/runbooks/placeholders.ts";
import type { ChecklistStep, Runbook } from "#lib/runbooks/schema.ts";
import { hopWords } from "#lib/runbooks/words/hops.ts";
import { CommandBlock, FilledText } from "./CommandBlock.tsx";
import { FixPanel } from "./FixPanel.tsx";
import { Prose } from "./Prose.tsx";
import classes from "./runbooks.module.css";
import { ValuesPanel } from "./ValuesPanel.tsx";
import { roleWords, severityWords, sideWords } from "./words.ts";

interface Props {
  runbook: Runbook;
  /** All runbooks of its hop, itself among them. */
  siblings: readonly Runbook[];
  checklist: readonly ChecklistStep[];
}

/** One verdict: what it looks like, why, confirm, fix, whose it is; and what to go through when that is not it. */
export function RunbookView({ runbook, siblings, checklist }: Props) {
  const hop = hopWords[runbook.hop];
  const severity = severityWords[runbook.severity];
  const steps = placeholdersOf(checklist.flatMap(({ commands }) => commands).join("\n"));
  const more = steps.filter((name) => !runbook.placeholders.includes(name));
  return (
    <>
      <PageHeader title={runbook.title}>
        <span className={classes.facts}>
          <Link className="figure" href={`/runbooks#${runbook.hop}`}>
            {hop.title}
          </Link>
          <span title={severity.title}>
            <StatusPill status={severity.status}>{severity.label}</StatusPill>
          </span>
          <span>{roleWords[runbook.role]}</span>
          <span className="mono">{runbook.id}</span>
        </span>
      </PageHeader>
      <div className={classes.page}>
        <div className={classes.main}>
          <Panel title="What it looks like">
            <p className={classes.text}>
              <Prose text={runbook.looksLike} />
            </p>
            <h3 className={classes.subhead}>Why it happens</h3>
            <p className={classes.text}>
              <Prose text={runbook.why} />
            </p>
          </Panel>
          <ValuesPanel names={runbook.placeholders} more={more} />
          <ConfirmPanel runbook={runbook} />
          <FixPanel fix={runbook.fix} />
          <ChecklistPanel checklist={checklist} />
        </div>
        <aside className={classes.aside} aria-label="About this runbook">
          <Panel title="Who owns this hop">
            <p className={classes.text}>{hop.ownership}</p>
            <p className={classes.text}>
              To act here: <strong>{sideWords[runbook.fix.owner]}</strong>
            </p>
          </Panel>
          <Panel title="Keep it from coming back">
            <ul className={classes.prevent}>
              {runbook.prevent.map((text) => (
                <li key={text}>
                  <Prose text={text} />
                </li>
              ))}
            </ul>
          </Panel>
          <Panel title={"Runbooks of this hop"}>
            <ul className={classes.siblings}>
              {siblings.map(({ id, title }) => (
                <li key={id}>
                  {id === runbook.id ? (
                    <strong aria-current="page">{title}</strong>
                  ) : (
                    <Link href={runbookHref(id)}>{title}</Link>
                  )}
                </li>
              ))}
            </ul>
          </Panel>
        </aside>
      </div>
    </>
  );
}

function ConfirmPanel({ runbook }: { runbook: Runbook }) {
  return (
    <Panel title="Confirm">
      <ol className={classes.steps}>
        {runbook.confirm.map(({ title, command, runIn, expect }) => (
          <li key={command}>
            <h3>
              <FilledText text={title} />
            </h3>
            <CommandBlock text={command} label={`Copy: ${title}`} />
            <dl className={classes.about2}>
              <dt>Run in</dt>
              <dd>
                <FilledText text={runIn} />
              </dd>
              <dt>Expect</dt>
              <dd>
                <FilledText text={expect} />
              </dd>
            </dl>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function ChecklistPanel({ checklist }: { checklist: readonly ChecklistStep[] }) {
  return (
    <Panel id="checklist" title="If that is not it: the incident checklist">
      <ol className={classes.steps}>
        {checklist.map(({ id, title, why, commands }) => (
          <li key={id}>
            <h3>{title}</h3>
            <p className={classes.text}>{why}</p>
            {commands.map((command, i) => (
              <CommandBlock key={command} text={command} label={`Copy: ${title}, command ${i + 1}`} />
            ))}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
