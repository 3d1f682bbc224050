import { CommandBlock } from "#components/runbooks/CommandBlock.tsx";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { PageHeader } from "#components/ui/PageHeader.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { StatusPill } from "#components/ui/StatusMark.tsx";
import { Time } from "#components/ui/Time.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import type { AlertPage } from "#lib/alerts/pageLoaders.ts";
import { formatCountOf } from "#lib/format/numbers.ts";
import { AcknowledgeButton } from "./AcknowledgeButton.tsx";
import classes from "./alerts.module.css";
import { DeliveriesPanel } from "./DeliveriesPanel.tsx";
import { SilenceButton } from "./SilenceButton.tsx";
import { alertStatus, eventWords, sourceWords } from "./words.ts";

/** One alert: what breaks, since when, whose it is, what to run, what became of it, and who was told. */
export function AlertView({ page }: { page: AlertPage }) {
  const { alert } = page;
  const { status, text } = alertStatus(alert);
  const { alertId, title, severity, state } = alert;
  return (
    <>
      <PageHeader
        title={
          <>
            {title} <StatusPill status={status}>{`${severity}, ${text}`}</StatusPill>
          </>
        }
        actions={
          <span className={classes.actions}>
            {state !== "resolved" && (
              <AcknowledgeButton what={title} alertIds={[alertId]} undo={state === "acknowledged"} />
            )}
            <SilenceButton match={silenceOf(page)} />
            <a className="figure" href={`/api/v1/alerts/${alertId}`}>
              JSON
            </a>
          </span>
        }
      >
        <Link className="figure" href="/alerts">
          All alerts
        </Link>{" "}
        · {sourceWords[alert.source]} · <span className="mono">{alertId}</span>
      </PageHeader>
      <div className={classes.two}>
        <FactsPanel page={page} />
        <HistoryPanel page={page} />
      </div>
      <DeliveriesPanel page={page} />
    </>
  );
}

/** What a silence of this alert would most likely be about. */
function silenceOf({ alert: { vpcEndpointId, accountId, checkId, serviceName, source } }: AlertPage) {
  if (vpcEndpointId) return { endpoint: vpcEndpointId };
  return {
    ...(accountId && { account: accountId }),
    ...(checkId ? { check: checkId } : { source }),
    ...(serviceName && { service: serviceName }),
  };
}

function FactsPanel({ page: { alert, others } }: { page: AlertPage }) {
  const { sentence, vpcEndpointId, resourceId, resourceType, hop, checkId, sloId, accountId, accountName } =
    alert;
  const { region, serviceName, owner, environment, since, firedAt, resolvedAt, lastSeenAt, confirm } = alert;
  return (
    <Panel
      title="What is wrong"
      provenance={{ asOf: lastSeenAt, source: sourceWords[alert.source].toLowerCase() }}
    >
      <p className={classes.sentence}>{sentence}</p>
      <dl className={classes.facts}>
        <dt>What</dt>
        <dd>
          {vpcEndpointId ? (
            <Link className="figure mono" href={`/endpoints/${vpcEndpointId}#path`}>
              {vpcEndpointId}
            </Link>
          ) : sloId ? (
            <Link className="figure" href={`/slos/${encodeURIComponent(sloId)}`}>
              {sloId}
            </Link>
          ) : (
            <>
              {resourceType} <span className="mono">{resourceId}</span>
            </>
          )}
        </dd>
        {hop && hop !== "fleet" && (
          <>
            <dt>Breaks at</dt>
            <dd>{hop}</dd>
          </>
        )}
        {serviceName && (
          <>
            <dt>Service</dt>
            <dd className="mono">{serviceName}</dd>
          </>
        )}
        <dt>Where</dt>
        <dd>
          {accountId
            ? `${accountName ?? accountId}${accountName ? ` (${accountId})` : ""}, ${region}`
            : "the whole fleet"}
        </dd>
        <dt>Whose</dt>
        <dd>
          {owner ?? <Unknown reason="It has no owner tag.">nobody’s</Unknown>}
          {environment && `, ${environment}`}
        </dd>
        <dt>Since</dt>
        <dd>
          <Time at={since} />, fired <Time at={firedAt} />
          {resolvedAt && (
            <>
              , over <Time at={resolvedAt} />
            </>
          )}
        </dd>
        {checkId && (
          <>
            <dt>Runbook</dt>
            <dd>
              <Link className="figure" href={`/runbooks/${checkId}`}>
                {checkId}
              </Link>
            </dd>
          </>
        )}
        {others > 0 && (
          <>
            <dt>Same trouble</dt>
            <dd>
              <Link className="figure" href={`/alerts?${new URLSearchParams({ groupKey: alert.groupKey })}`}>
                {formatCountOf(others, "more open alert")}
              </Link>
            </dd>
          </>
        )}
      </dl>
      {confirm.map(({ title, command, runIn, expect }) => (
        <div key={command}>
          <p className={classes.note}>
            <b>Confirm: {title}</b> in {runIn}
          </p>
          <CommandBlock text={command} label={`Copy: ${title}`} />
          <p className={classes.note}>{expect}</p>
        </div>
      ))}
    </Panel>
  );
}

function HistoryPanel({ page: { alert } }: { page: AlertPage }) {
  return (
    <Panel title="History" provenance={{ asOf: alert.changedAt, source: "kept for 400 days" }}>
      <ol className={classes.history}>
        {alert.events.map(({ event, at, by, note, severity, sentence }) => (
          <li key={`${at} ${event} ${severity}`}>
            <Time at={at} />
            <span>
              <b>{eventWords[event]}</b> {by && `by ${by}`} <span>({severity})</span>
              <small>{note ?? sentence}</small>
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
