import classes from "#components/endpoints/endpoint.module.css";
import { shortServiceName, spelled, stateStatus } from "#components/endpoints/words.ts";
import { CopyButton } from "#components/ui/CopyButton.tsx";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { StatusPill } from "#components/ui/StatusMark.tsx";
import { Time } from "#components/ui/Time.tsx";
import { sideStates } from "#lib/inventory/connection/compute.ts";
import type { ConnectionPage } from "#lib/inventory/connection/pageSchema.ts";

/** From which endpoint to which service, in which state, since when. */
export function ConnectionHeader({ page }: { page: ConnectionPage }) {
  const { vpcEndpointId, serviceId, serviceName, serviceTitle, connection, consumer } = page;
  const [consumerState, providerState] = sideStates(page);
  const state = providerState?.state ?? consumerState?.state ?? null;
  const gone = connection ? connection.goneAt : (consumer?.goneAt ?? null);
  return (
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
  );
}
