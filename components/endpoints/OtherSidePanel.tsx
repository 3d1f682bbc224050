import { loadBalancerHref, serviceHref } from "#components/inventory/href.ts";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { Time } from "#components/ui/Time.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import type { OtherSide, OtherSideLoadBalancer } from "#lib/inventory/endpointPageSchema.ts";
import type { EndpointDetail } from "#lib/inventory/schema.ts";
import { Filter } from "./EndpointHeader.tsx";
import classes from "./endpoint.module.css";
import { shortAzId, spelled, stateStatus } from "./words.ts";

/** Who provides the service, where that is one of our own accounts. */
export function OtherSidePanel({
  endpoint,
  otherSide,
}: {
  endpoint: EndpointDetail;
  otherSide: OtherSide | null;
}) {
  return (
    <Panel id="other-side" title="The other side">
      {otherSide === null ? (
        <p className={classes.text}>
          {endpoint.serviceName?.includes(".vpce.")
            ? "The service belongs to an account that is not collected: what is behind it cannot be seen from here."
            : "The service is AWS's own: nothing behind it can be seen from here."}
        </p>
      ) : (
        <dl className={classes.facts}>
          <div>
            <dt>Provider</dt>
            <dd>
              <strong>{otherSide.accountName ?? otherSide.accountId}</strong>{" "}
              <span className="mono">{otherSide.accountId}</span> {otherSide.region}
              {otherSide.owner && <> · {otherSide.owner}</>}
            </dd>
          </div>
          <div>
            <dt>Service</dt>
            <dd>
              <Link className="figure mono" href={serviceHref(otherSide.serviceId)}>
                {otherSide.serviceId}
              </Link>{" "}
              <StatusMark status={otherSide.gone ? "none" : stateStatus(otherSide.serviceState)} />{" "}
              {otherSide.gone ? "gone" : (spelled(otherSide.serviceState) ?? "state not stated")}
            </dd>
          </div>
          <div>
            <dt>Connection</dt>
            <dd>
              {otherSide.connectionState === null ? (
                <Unknown reason="The provider's connections do not list this endpoint, or have not been collected.">
                  not listed by the provider
                </Unknown>
              ) : (
                <>
                  <StatusMark status={stateStatus(otherSide.connectionState)} />{" "}
                  <Link
                    className="figure"
                    href={`/connections/${endpoint.vpcEndpointId}/${otherSide.serviceId}`}
                  >
                    {spelled(otherSide.connectionState)}
                  </Link>
                  {otherSide.connectedSince && (
                    <>
                      {" "}
                      since <Time at={otherSide.connectedSince} />
                    </>
                  )}
                </>
              )}
              {otherSide.acceptanceRequired !== null && (
                <span className={classes.faint}>
                  {otherSide.acceptanceRequired ? " · acceptance required" : " · accepted automatically"}
                </span>
              )}
            </dd>
          </div>
          {otherSide.privateDnsName && (
            <div>
              <dt>Private DNS name</dt>
              <dd>
                <span className={`mono ${classes.wrap}`}>{otherSide.privateDnsName}</span>{" "}
                <span className={classes.faint}>{otherSide.privateDnsNameState ?? "not verified"}</span>
              </dd>
            </div>
          )}
          <div>
            <dt>Zones</dt>
            <dd>
              <Zones theirs={otherSide.azIds} ours={endpoint.azIds} />
            </dd>
          </div>
          <div>
            <dt>Load balancers</dt>
            <dd>
              <ul className={classes.plainList}>
                {otherSide.loadBalancers.map((balancer) => (
                  <Balancer key={balancer.loadBalancerArn} balancer={balancer} />
                ))}
                {otherSide.loadBalancers.length === 0 && <li className={classes.faint}>none</li>}
              </ul>
            </dd>
          </div>
          <div>
            <dt>Also connected</dt>
            <dd>
              <Filter by={{ serviceName: [otherSide.serviceName] }}>endpoints of this service</Filter>
            </dd>
          </div>
        </dl>
      )}
    </Panel>
  );
}

function Zones({ theirs, ours }: { theirs: string[]; ours: string[] }) {
  const missing = ours.filter((azId) => !theirs.includes(azId));
  return (
    <>
      <span className="mono">{theirs.length > 0 ? theirs.map(shortAzId).join(" ") : "none stated"}</span>
      {theirs.length > 0 && missing.length > 0 && (
        <span className={classes.faint}> · this endpoint is also in {missing.map(shortAzId).join(", ")}</span>
      )}
    </>
  );
}

function Balancer({ balancer }: { balancer: OtherSideLoadBalancer }) {
  const { loadBalancerName, loadBalancerArn, type, state, crossZoneEnabled, azIds, collected } = balancer;
  return (
    <li title={loadBalancerArn}>
      <strong>
        {collected ? (
          <Link className="figure" href={loadBalancerHref(loadBalancerArn)}>
            {loadBalancerName}
          </Link>
        ) : (
          loadBalancerName
        )}
      </strong>
      {!collected ? (
        <span className={classes.faint}> · not collected</span>
      ) : (
        <span className={classes.faint}>
          {" "}
          · {type ?? "type not stated"} · {state ?? "state not stated"} ·{" "}
          {azIds.map(shortAzId).join(" ") || "no zones"}
          {crossZoneEnabled !== null && ` · cross-zone ${crossZoneEnabled ? "on" : "off"}`}
        </span>
      )}
    </li>
  );
}
