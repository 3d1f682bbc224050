import type { ReactNode } from "react";
import { severityStatus } from "#components/diagnosis/words.ts";
import { ChangeActor } from "#components/endpoints/ChangeActor.tsx";
import { ChangeDiff } from "#components/endpoints/ChangeDiff.tsx";
import classes from "#components/endpoints/endpoint.module.css";
import { idleStateWords } from "#components/idle/words.ts";
import lists from "#components/lists/lists.module.css";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { ScrollRegion } from "#components/ui/ScrollRegion.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { Time } from "#components/ui/Time.tsx";
import type { ListPage } from "#lib/api/list/page.ts";
import type { FindingItem } from "#lib/diagnosis/findingList.ts";
import { formatUsd } from "#lib/format/money.ts";
import { formatCount, formatCountOf } from "#lib/format/numbers.ts";
import type { IdleItem } from "#lib/idle/list.ts";
import type { ResourceChange } from "#lib/inventory/changeSchema.ts";
import { changeTitle, relatedTitle } from "#lib/inventory/changeWords.ts";

/** What fails about a resource, the worst first. */
export function FindingsPanel({
  findings,
  all,
  none,
}: {
  findings: ListPage<FindingItem>;
  /** The list of all of them. */
  all: string;
  none: string;
}) {
  const { asOf, items, total } = findings;
  return (
    <Panel
      id="findings"
      title="Findings"
      provenance={{ asOf, source: "diagnosed from what is collected" }}
      actions={
        total > 0 && (
          <Link className="figure" href={all}>
            All {formatCount(total)}
          </Link>
        )
      }
    >
      {items.length === 0 ? (
        <p className={classes.text}>{asOf === null ? "Not diagnosed yet." : none}</p>
      ) : (
        <ul className={classes.timeline}>
          {items.map(
            ({ accountId, findingKey, severity, title, sentence, since, vpcEndpointId, resourceId }) => (
              <li key={`${accountId} ${findingKey}`}>
                <div className={classes.changeHead}>
                  <span>
                    <StatusMark status={severityStatus[severity]} label={severity} /> <strong>{title}</strong>{" "}
                    <span className={classes.faint}>{severity}</span>
                  </span>
                  <span className={classes.faint}>
                    since <Time at={since} />
                  </span>
                </div>
                <p className={classes.changeActor}>
                  {vpcEndpointId && (
                    <>
                      <Link
                        className="mono figure"
                        href={`/endpoints/${encodeURIComponent(vpcEndpointId)}#path`}
                      >
                        {vpcEndpointId}
                      </Link>{" "}
                    </>
                  )}
                  {!vpcEndpointId && <span className="visually-hidden">{resourceId} </span>}
                  {sentence}
                </p>
              </li>
            ),
          )}
        </ul>
      )}
    </Panel>
  );
}

/** Whether it is in use, with the proof, what it would save, and what its owner decided. */
export function IdlePanel({ idle, never }: { idle: IdleItem | null; never: string }) {
  if (idle === null)
    return (
      <Panel id="use" title="In use?">
        <p className={classes.text}>{never}</p>
      </Panel>
    );
  const { state, reason, since, savingUsd, decision, decisionReason, decidedBy, keepUntil, asOf } = idle;
  const { status, text } = idleStateWords[state];
  return (
    <Panel
      id="use"
      title="In use?"
      provenance={{ asOf, source: "judged from measured traffic" }}
      actions={
        <Link className="figure" href={`/idle?state=&q=${encodeURIComponent(idle.resourceId)}`}>
          Decide
        </Link>
      }
    >
      <dl className={classes.facts}>
        <Row title="Verdict">
          <StatusMark status={status} /> <strong>{text}</strong> since <Time at={since} />
        </Row>
        <Row title="Why">{reason}</Row>
        {savingUsd !== null && (
          <Row title="Would save">
            {savingUsd > 0 ? `${formatUsd(savingUsd)} a month` : "nothing by itself"}
          </Row>
        )}
        <Row title="Decision">
          {decision === null ? (
            "none"
          ) : (
            <>
              {decision}
              {decision === "keep" && keepUntil && (
                <>
                  {" "}
                  until <Time at={keepUntil} />
                </>
              )}
              {decidedBy && ` by ${decidedBy}`}
              {decisionReason && `: ${decisionReason}`}
            </>
          )}
        </Row>
      </dl>
    </Panel>
  );
}

export function Row({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const atFirst = 12;

/** The change log of a resource and of what belongs to it, newest first. */
export function ProviderChangesPanel({
  changes,
  ownId,
  asOf,
}: {
  changes: ResourceChange[];
  /** Of the page's own resource. */
  ownId: string;
  asOf: string | null;
}) {
  const older = changes.slice(atFirst);
  return (
    <Panel
      id="changes"
      title="Changes"
      provenance={{
        asOf,
        source: "inventory compared run by run; who, from CloudTrail",
        href: "/collectors",
      }}
    >
      {changes.length === 0 ? (
        <EmptyState title="No change since it was first seen">
          Each run compares with the run before; what differs stands here.
        </EmptyState>
      ) : (
        <>
          <Changes changes={changes.slice(0, atFirst)} ownId={ownId} />
          {older.length > 0 && (
            <details className={classes.details}>
              <summary>{formatCountOf(older.length, "older change")}</summary>
              <Changes changes={older} ownId={ownId} />
            </details>
          )}
        </>
      )}
    </Panel>
  );
}

function Changes({ changes, ownId }: { changes: ResourceChange[]; ownId: string }) {
  return (
    <ol className={classes.timeline}>
      {changes.map((change) => (
        <li key={change.id} data-change={change.change}>
          <div className={classes.changeHead}>
            <strong>{change.resourceId === ownId ? changeTitle(change) : relatedTitle(change)}</strong>
            <span className={classes.faint}>
              <Time at={change.observedAt} />
            </span>
          </div>
          <ChangeActor change={change} />
          {change.change === "modified" && (
            <ChangeDiff before={change.before} after={change.after} field={change.field} />
          )}
        </li>
      ))}
    </ol>
  );
}

/** Tags as they are. */
export function TagsFacts({ tags }: { tags: Record<string, string> }) {
  const entries = Object.entries(tags).toSorted(([a], [b]) => a.localeCompare(b, "en"));
  return (
    <Panel id="tags" title="Tags">
      {entries.length === 0 ? (
        <p className={classes.text}>It has no tags.</p>
      ) : (
        <dl className={classes.facts} data-tags>
          {entries.map(([key, value]) => (
            <div key={key}>
              <dt className={`mono ${classes.wrap}`}>{key}</dt>
              <dd className={classes.tagValue}>
                {value === "" ? <span className={classes.faint}>empty</span> : value}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}

/** What AWS answered, folded away. */
export function RawDetails({ raw, source, asOf }: { raw: unknown; source: string; asOf: string | null }) {
  return (
    <Panel id="raw" title="Raw JSON" provenance={{ asOf, source: `${source}, as answered` }}>
      <details className={classes.details}>
        <summary>Show</summary>
        <ScrollRegion label="Raw JSON" className={classes.code}>
          {JSON.stringify(raw, null, 2)}
        </ScrollRegion>
      </details>
    </Panel>
  );
}

/** A small table inside of a panel. */
export function SmallTable({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ScrollRegion label={`${label}, table`} className={lists.scroll}>
      <table className={lists.table}>
        <caption className="visually-hidden">{label}</caption>
        {children}
      </table>
    </ScrollRegion>
  );
}
