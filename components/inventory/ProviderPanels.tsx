import type { ReactNode } from "react";
import { severityStatus } from "#components/diagnosis/words.ts";
import { ChangesPanel } from "#components/endpoints/ChangesPanel.tsx";
import classes from "#components/endpoints/endpoint.module.css";
import { idleStateWords } from "#components/idle/words.ts";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { ScrollRegion } from "#components/ui/ScrollRegion.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { Time } from "#components/ui/Time.tsx";
import type { ListPage } from "#lib/api/list/page.ts";
import type { FindingItem } from "#lib/diagnosis/findingList.ts";
import { formatUsd } from "#lib/format/money.ts";
import { formatCount } from "#lib/format/numbers.ts";
import type { IdleItem } from "#lib/idle/list.ts";
import type { ResourceChange } from "#lib/inventory/changeSchema.ts";

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

/** The change log of a resource and of what belongs to it. */
export function ProviderChangesPanel({
  subject,
  changes,
  ownId,
  asOf,
}: {
  /** What the page is about: `Service`. */
  subject: string;
  changes: ResourceChange[];
  /** Of the page's own resource. */
  ownId: string;
  asOf: string | null;
}) {
  const own = changes.filter(({ resourceId }) => resourceId === ownId);
  const related = changes.filter(({ resourceId }) => resourceId !== ownId);
  return <ChangesPanel subject={subject} own={own} related={related} asOf={asOf} />;
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
