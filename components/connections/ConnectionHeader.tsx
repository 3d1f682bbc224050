import classes from "#components/endpoints/endpoint.module.css";
import { shortServiceName, spelled, stateStatus } from "#components/endpoints/words.ts";
import { CopyButton } from "#components/ui/CopyButton.tsx";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { StaleBanner } from "#components/ui/States.tsx";
import { StatusPill } from "#components/ui/StatusMark.tsx";
import { Time } from "#components/ui/Time.tsx";
import { compareSides } from "#lib/inventory/connection/compute.ts";
import type { ConnectionPage, SideState } from "#lib/inventory/connection/pageSchema.ts";

/** From which endpoint to which service, in which state, and whether both sides say the same. */
export function ConnectionHeader({ page }: { page: ConnectionPage }) {
  const { vpcEndpointId, serviceId, serviceName, serviceTitle, connection, consumer } = page;
  const [consumerState, providerState] = sideStates(page);
  const sides = compareSides(consumerState, providerState);
  const state = providerState?.state ?? consumerState?.state ?? null;
  const gone = connection ? connection.goneAt : (consumer?.goneAt ?? null);
  return (
    <>
      <header className={classes.header}>
        <div className={classes.titleRow}>
          <h1 className={classes.title}>
            <span className="mono">{vpcEndpointId}</span> to{" "}
            {serviceTitle ?? (serviceName ? shortServiceName(serviceName) : serviceId)}
          </h1>
          <span className={classes.pills}>
            <StatusPill status={gone ? "none" : stateStatus(state)}>
              {gone ? "gone" : (spelled(state) ?? "state not stated")}
            </StatusPill>
            {(consumer?.stale || connection?.stale) && <StatusPill status="unknown">stale</StatusPill>}
          </span>
        </div>
        <p className={classes.text}>
          {consumer && (
            <>
              Endpoint{" "}
              <Link className="figure mono" href={`/endpoints/${vpcEndpointId}`}>
                {vpcEndpointId}
              </Link>{" "}
              ·{" "}
            </>
          )}
          Service <span className="mono">{serviceName ?? serviceId}</span>{" "}
          <CopyButton value={serviceName ?? serviceId} label="Copy the service's name" />
          {connection?.vpcEndpointConnectionId && (
            <>
              {" "}
              · Connection <span className="mono">{connection.vpcEndpointConnectionId}</span>
            </>
          )}
          {connection?.creationTimestamp && (
            <>
              {" "}
              · since <Time at={connection.creationTimestamp} />
            </>
          )}
        </p>
      </header>
      {gone && (
        <StaleBanner status="none">
          <strong>This connection is gone</strong> since <Time at={gone} />. The page shows how it was last
          seen.
        </StaleBanner>
      )}
      {!gone && sides.kind !== "agree" && (
        <StaleBanner status={sides.kind === "unseen" ? "unknown" : "warn"}>
          <strong>
            {sides.kind === "unseen" ? "Seen from one side only." : "The two sides do not agree."}
          </strong>{" "}
          {sides.sentence}
        </StaleBanner>
      )}
    </>
  );
}

/** What either side says; null for a side that is not ours. */
function sideStates({
  consumer,
  consumerAsOf,
  provider,
  connection,
  connectionAsOf,
}: ConnectionPage): [SideState | null, SideState | null] {
  return [
    consumer && { state: consumer.state, asOf: consumerAsOf, stale: consumer.stale },
    provider && {
      state: connection?.vpcEndpointState ?? null,
      asOf: connectionAsOf,
      stale: connection?.stale ?? false,
    },
  ];
}
