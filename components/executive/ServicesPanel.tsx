import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { endpointsHref } from "#lib/executive/links.ts";
import type { Executive } from "#lib/executive/loaders.ts";
import type { Status } from "#lib/executive/schema.ts";
import type { ServiceHealth, ServiceState } from "#lib/executive/services.ts";
import { formatCount, formatCountOf } from "#lib/format/numbers.ts";
import classes from "./executive.module.css";

const most = 8;
const marks: Record<ServiceState, Status> = {
  down: "bad",
  "zone-down": "warn",
  unknown: "unknown",
  serving: "ok",
};
const words: Record<ServiceState, string> = {
  down: "no healthy target in any zone",
  "zone-down": "a zone without one",
  unknown: "unknown",
  serving: "a healthy target in every zone",
};

/** Own endpoint services by the health of the targets behind them. */
export function ServicesPanel({ data }: { data: Executive }) {
  const { services, servicesBasis: basis } = data;
  return (
    <Panel
      id="services"
      title="Own services, targets by zone"
      provenance={{
        asOf: services.asOf,
        coverage: { part: basis.fresh, whole: basis.scopes, of: "scopes" },
        source: "health checks of ELB",
        href: "/collectors?collector=load-balancers",
      }}
    >
      {services.services === 0 ? (
        <EmptyState title="No own endpoint service has been collected" />
      ) : (
        <>
          <div className={classes.keys}>
            {(Object.keys(marks) as ServiceState[])
              .filter((state) => services.counts[state] > 0)
              .map((state) => (
                <span key={state}>
                  <StatusMark status={marks[state]} /> {words[state]}{" "}
                  <b>{formatCount(services.counts[state])}</b>
                </span>
              ))}
          </div>
          {services.troubled.length > 0 && <Troubled services={services.troubled} />}
        </>
      )}
    </Panel>
  );
}

function Troubled({ services }: { services: ServiceHealth[] }) {
  const more = services.length - most;
  return (
    <>
      <table className={classes.table}>
        <caption className="visually-hidden">Own services without a healthy target in some zone</caption>
        <thead>
          <tr>
            <th scope="col">Service</th>
            <th scope="col">Zones without a healthy target</th>
          </tr>
        </thead>
        <tbody>
          {services.slice(0, most).map((service) => (
            <tr key={`${service.accountId} ${service.region} ${service.serviceId}`}>
              <th scope="row">
                <StatusMark status={marks[service.state]} label={words[service.state]} />{" "}
                <Link href={endpointsHref({ serviceName: service.serviceName })} title={service.serviceName}>
                  {service.name ?? service.serviceId}
                </Link>
                <small>
                  {service.region} · {service.owner ?? service.accountName ?? service.accountId}
                </small>
              </th>
              <td>
                {service.reason ?? (
                  <>
                    <span className="mono">{service.deadZones.map(({ azId }) => azId).join(", ")}</span>
                    <small>
                      {service.deadZones.length} of {formatCountOf(service.zones, "zone")} ·{" "}
                      {formatCountOf(
                        service.deadZones.reduce((sum, { targets }) => sum + targets, 0),
                        "target",
                      )}{" "}
                      there
                    </small>
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && (
        <p className={classes.note}>{formatCountOf(more, "more service")} with something to see.</p>
      )}
    </>
  );
}
