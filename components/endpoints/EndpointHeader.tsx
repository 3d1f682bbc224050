import Link from "next/link";
import type { ReactNode } from "react";
import { CopyButton } from "#components/ui/CopyButton.tsx";
import { StatusPill } from "#components/ui/StatusMark.tsx";
import { Time } from "#components/ui/Time.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { formatBytes } from "#lib/format/bytes.ts";
import type { EndpointDetail } from "#lib/inventory/schema.ts";
import classes from "./endpoint.module.css";
import { endpointsHref, type TableState } from "./tableState.ts";
import { notMeasurable, shortServiceName, spelled, stateStatus } from "./words.ts";

/** Id, state and what one asks first: which service, whose, where, and whether anything flows. */
export function EndpointHeader({
  endpoint,
  serviceTitle,
}: {
  endpoint: EndpointDetail;
  serviceTitle: string | null;
}) {
  const { state, goneAt, vpcEndpointType, environment, application } = endpoint;
  return (
    <header className={classes.header}>
      <div className={classes.titleRow}>
        <h1 className={`mono ${classes.title}`}>{endpoint.vpcEndpointId}</h1>
        <CopyButton value={endpoint.vpcEndpointId} label="Copy the endpoint's id" />
        <span className={classes.pills}>
          <StatusPill status={goneAt ? "none" : stateStatus(state)}>
            {goneAt ? "gone" : (spelled(state) ?? "state not stated")}
          </StatusPill>
          <span className={classes.pill}>{spelled(vpcEndpointType)}</span>
          {endpoint.stale && <StatusPill status="unknown">stale</StatusPill>}
        </span>
      </div>
      <dl className={classes.strip}>
        <Fact title="Service">
          <ServiceFact endpoint={endpoint} title={serviceTitle} />
        </Fact>
        <Fact title="Account, region">
          <strong>
            <Filter by={{ accountId: [endpoint.accountId] }}>
              {endpoint.accountName ?? endpoint.accountId}
            </Filter>
          </strong>
          <span className={classes.second}>
            <span className="mono">{endpoint.accountId}</span>{" "}
            <Filter by={{ region: [endpoint.region] }}>{endpoint.region}</Filter>
          </span>
        </Fact>
        <Fact title="Owner">
          <strong>
            {endpoint.owner ? (
              <Filter by={{ owner: [endpoint.owner] }}>{endpoint.owner}</Filter>
            ) : (
              <Unknown reason="None of its tags names an owner.">no owner tag</Unknown>
            )}
          </strong>
          <span className={classes.second}>
            {environment && <Filter by={{ environment: [environment] }}>{environment}</Filter>}
            {environment && application && " · "}
            {application && <Filter by={{ application: [application] }}>{application}</Filter>}
          </span>
        </Fact>
        <Fact title="Bytes, 30 days">
          <TrafficFact endpoint={endpoint} />
        </Fact>
        <Fact title="Created">
          <strong>
            {endpoint.creationTimestamp ? (
              <Time at={endpoint.creationTimestamp} age />
            ) : (
              <Unknown reason="AWS gave no creation time." />
            )}
          </strong>
          <span className={classes.second}>
            first seen <Time at={endpoint.firstSeen} />
          </span>
        </Fact>
      </dl>
    </header>
  );
}

function Fact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A value that leads to the endpoints which share it. */
export function Filter({ by, children }: { by: Partial<TableState>; children: ReactNode }) {
  return (
    <Link href={endpointsHref(by)} className="figure" prefetch={false}>
      {children}
    </Link>
  );
}

function ServiceFact({ endpoint, title }: { endpoint: EndpointDetail; title: string | null }) {
  const { serviceName, resourceConfigurationArn, serviceNetworkArn, serviceRegion, region } = endpoint;
  const arn = resourceConfigurationArn ?? serviceNetworkArn;
  if (serviceName === null)
    return arn ? (
      <span className={`mono ${classes.wrap}`}>{arn}</span>
    ) : (
      <Unknown reason="AWS named no service.">no service name</Unknown>
    );
  return (
    <>
      <strong className={classes.wrap}>
        <Filter by={{ serviceName: [serviceName] }}>{title ?? shortServiceName(serviceName)}</Filter>
      </strong>
      <span className={`${classes.second} ${classes.wrap}`}>
        <span className="mono">{serviceName}</span>
        {serviceRegion !== null && serviceRegion !== region && <> in {serviceRegion}</>}
      </span>
    </>
  );
}

function TrafficFact({ endpoint }: { endpoint: EndpointDetail }) {
  const { traffic } = endpoint.provenance;
  const unknown =
    notMeasurable(endpoint) ?? (traffic.measuredFrom ? null : "Its traffic has not been collected yet.");
  if (unknown)
    return (
      <strong>
        <Unknown reason={unknown}>{notMeasurable(endpoint) ? "not measurable" : "not collected yet"}</Unknown>
      </strong>
    );
  return (
    <>
      <strong>
        {endpoint.bytes30d === null ? (
          <Unknown reason="Not every day of the window has been collected yet." />
        ) : (
          formatBytes(endpoint.bytes30d)
        )}
      </strong>
      <span className={classes.second}>
        {endpoint.lastTrafficAt ? (
          <>
            last traffic <Time at={endpoint.lastTrafficAt} age />
          </>
        ) : (
          <>
            none since <Time at={traffic.measuredFrom as string} />
          </>
        )}
      </span>
    </>
  );
}
