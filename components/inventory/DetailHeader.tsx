import type { ReactNode } from "react";
import classes from "#components/endpoints/endpoint.module.css";
import { CopyButton } from "#components/ui/CopyButton.tsx";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { StaleBanner } from "#components/ui/States.tsx";
import { StatusPill } from "#components/ui/StatusMark.tsx";
import { Time } from "#components/ui/Time.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import type { ScopeProvenance } from "#lib/inventory/providerPageSchema.ts";
import { explainFailure } from "#lib/runs/compute.ts";
import { stateStatus, stateWords } from "./states.tsx";

interface Entity {
  accountId: string;
  accountName: string | null;
  region: string;
  owner: string | null;
  environment: string | null;
  application: string | null;
  goneAt: string | null;
  stale: boolean;
  firstSeen: string;
  lastSeen: string;
}

/** Name, id and state of a resource, whose it is, and what one asks first. */
export function DetailHeader({
  title,
  id,
  copyLabel,
  state,
  kind,
  entity,
  list,
  children,
}: {
  title: string;
  id: string;
  copyLabel: string;
  state: string | null;
  /** Type, in short. */
  kind: string | null;
  entity: Entity;
  /** The list that it is of, which account, region and owner narrow. */
  list: { href: string; name: string };
  /** More facts. */
  children: ReactNode;
}) {
  const by = (parameter: string, value: string) =>
    `${list.href}?${new URLSearchParams({ [parameter]: value })}`;
  return (
    <header className={classes.header}>
      <nav aria-label="Breadcrumb" className={classes.second}>
        <Link href={list.href} className="figure">
          {list.name}
        </Link>
      </nav>
      <div className={classes.titleRow}>
        <h1 className={classes.title}>{title}</h1>
        <span className={`mono ${classes.wrap}`}>{id !== title && id}</span>
        <CopyButton value={id} label={copyLabel} />
        <span className={classes.pills}>
          <StatusPill status={entity.goneAt ? "none" : stateStatus(state)}>
            {entity.goneAt ? "gone" : stateWords(state)}
          </StatusPill>
          {kind && <span className={classes.pill}>{kind}</span>}
          {entity.stale && <StatusPill status="unknown">stale</StatusPill>}
        </span>
      </div>
      <dl className={classes.strip}>
        <Fact title="Account, region">
          <strong>
            <Link className="figure" href={by("accountId", entity.accountId)}>
              {entity.accountName ?? entity.accountId}
            </Link>
          </strong>
          <span className={classes.second}>
            <span className="mono">{entity.accountId}</span>{" "}
            <Link className="figure" href={by("region", entity.region)}>
              {entity.region}
            </Link>
          </span>
        </Fact>
        <Fact title="Owner">
          <strong>
            {entity.owner ? (
              <Link className="figure" href={by("owner", entity.owner)}>
                {entity.owner}
              </Link>
            ) : (
              <Unknown reason="None of its tags names an owner.">no owner tag</Unknown>
            )}
          </strong>
          <span className={classes.second}>
            {[entity.environment, entity.application].filter(Boolean).join(" · ")}
          </span>
        </Fact>
        {children}
      </dl>
    </header>
  );
}

export function Fact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What the reader must know before believing the page: gone, or not confirmed lately and why. */
export function DetailBanners({
  what,
  entity,
  provenance,
}: {
  what: string;
  entity: Entity;
  provenance: ScopeProvenance;
}) {
  const { goneAt, lastSeen, stale, accountId, accountName, region } = entity;
  if (goneAt)
    return (
      <StaleBanner status="none">
        <strong>This {what} is gone.</strong> A complete run of {accountName ?? accountId}, {region} no longer
        found it on <Time at={goneAt} />. The page shows how it was last seen, on <Time at={lastSeen} />.
      </StaleBanner>
    );
  if (!stale) return null;
  const { retiredAt, outcome, errorClass, errorCode, errorMessage, collector } = provenance;
  const failed = outcome === "failed" || outcome === "partial";
  const { summary, fix } = explainFailure({
    ...{ collector, accountId, region, errorClass, errorCode, errorMessage },
  });
  return (
    <StaleBanner>
      <strong>
        Not confirmed since <Time at={lastSeen} />.
      </strong>{" "}
      {retiredAt ? (
        <>
          The configuration no longer asks for this account and region since <Time at={retiredAt} />.
        </>
      ) : failed ? (
        <>
          {summary} {fix}
        </>
      ) : (
        "The next run is overdue."
      )}{" "}
      What the page shows is how it was then.{" "}
      <Link href="/collectors" className="figure">
        See the collectors
      </Link>
    </StaleBanner>
  );
}
