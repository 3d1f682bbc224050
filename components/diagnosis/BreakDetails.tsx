import Link from "next/link";
import { CopyButton } from "#components/ui/CopyButton.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { Time } from "#components/ui/Time.tsx";
import type { FindingItem } from "#lib/diagnosis/findingList.ts";
import type { Command, EvidenceItem, Fix } from "#lib/diagnosis/schema.ts";
import { runbookHref } from "#lib/runbooks/href.ts";
import type { RunbookValues } from "#lib/runbooks/placeholders.ts";
import classes from "./diagnosis.module.css";
import { FixTabs } from "./FixTabs.tsx";
import { answerStatus, roleWords } from "./words.ts";

const owners: Record<Fix["owner"], string> = {
  consumer: "The consumer's side has to act.",
  provider: "The provider's side has to act.",
  aws: "AWS has to act.",
};

/** What is known of the incident, for the runbook's commands. */
const valuesOf = (finding: FindingItem): RunbookValues => ({
  ...(finding.vpcEndpointId && { VPC_ENDPOINT_ID: finding.vpcEndpointId }),
  ...(finding.serviceName && { SERVICE_NAME: finding.serviceName }),
  ...(finding.azId && { AZ_ID: finding.azId }),
  CONSUMER_ACCOUNT_ID: finding.accountId,
  CONSUMER_REGION: finding.region,
});

/** One finding: what was seen, what confirms it, what mends it. */
export function BreakDetails({ finding, open }: { finding: FindingItem; open: boolean }) {
  const { title, confirm, fix, checkId, azId, sentence, severity, role, since, evidence, stale } = finding;
  return (
    <li id={`finding-${checkId}`} className={classes.finding}>
      <details open={open}>
        <summary>
          <StatusMark status={answerStatus({ state: "fail", role })} label={severity} />
          <strong>{title}</strong>
          <code className={classes.checkId}>{checkId}</code>
          {roleWords[role] && <span className={classes.role}>{roleWords[role]}</span>}
          {azId && <span className="mono">{azId}</span>}
          <span className={classes.faint}>
            since <Time at={since} />
          </span>
          {stale && <span className={classes.role}>stale</span>}
        </summary>
        <p className={classes.reason}>
          {sentence}
          {finding.staleReason && <span className={classes.faint}> {finding.staleReason}</span>}
        </p>
        <div className={classes.columns}>
          <div>
            <h3>What was seen</h3>
            <EvidenceList evidence={evidence} />
            <p className={classes.owner}>
              {fix && owners[fix.owner]} <Link href={runbookHref(checkId, valuesOf(finding))}>Runbook</Link>
            </p>
          </div>
          <div>
            {confirm.length > 0 && <h3>Confirm</h3>}
            {confirm.map((command) => (
              <CommandBox key={command.command} command={command} />
            ))}
            {fix && (
              <>
                <h3>Fix</h3>
                <p className={classes.summary}>{fix.summary}</p>
                <FixTabs fix={fix} />
              </>
            )}
          </div>
        </div>
      </details>
    </li>
  );
}

function EvidenceList({ evidence }: { evidence: readonly EvidenceItem[] }) {
  if (evidence.length === 0) return <p className={classes.none}>Nothing beyond the reason above.</p>;
  return (
    <dl className={classes.evidence}>
      {evidence.map(({ label, value, observedAt, source, resourceId }) => (
        <div key={`${label} ${resourceId ?? ""} ${value}`}>
          <dt>{label}</dt>
          <dd>
            {value}
            <span className={classes.faint}>
              {observedAt ? <Time at={observedAt} /> : "time not known"} · {source}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function CommandBox({ command: { title, command, runIn, expect } }: { command: Command }) {
  return (
    <figure className={classes.command}>
      <figcaption>
        <span>
          {title} <span className={classes.faint}>{runIn}</span>
        </span>
        <CopyButton value={command} label={`Copy: ${title}`} />
      </figcaption>
      <pre>{command}</pre>
      <p className={classes.faint}>{expect}</p>
    </figure>
  );
}
