import type { ReactNode } from "react";
import classes from "#components/endpoints/endpoint.module.css";
import lists from "#components/lists/lists.module.css";
import { Panel } from "#components/ui/Panel.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { ScrollTable } from "#components/ui/Table.tsx";
import { Time } from "#components/ui/Time.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { formatCount } from "#lib/format/numbers.ts";
import type { ServicePage, ServicePrincipal } from "#lib/inventory/providerPageSchema.ts";
import { Row } from "./ProviderPanels.tsx";
import { stateStatus, stateWords } from "./states.tsx";

export const yesNo = (value: boolean | null): ReactNode =>
  value === null ? <Unknown reason="AWS did not say.">not stated</Unknown> : value ? "yes" : "no";
export const stated = (value: string | null): ReactNode =>
  value ?? <Unknown reason="AWS did not say.">not stated</Unknown>;
const listed = (values: readonly string[]) =>
  values.length === 0 ? stated(null) : <span className={classes.wrap}>{values.join(", ")}</span>;

/** How a service is set up, as AWS reports it. */
export function ServiceConfigurationPanel({ page: { service, provenance } }: { page: ServicePage }) {
  const { privateDnsName, privateDnsNameState, baseEndpointDnsNames } = service;
  return (
    <Panel
      id="configuration"
      title="Configuration"
      provenance={{
        asOf: provenance.lastSuccessAt,
        source: "EC2 DescribeVpcEndpointServiceConfigurations",
        href: "/collectors",
      }}
    >
      <dl className={classes.facts}>
        <Row title="Service name">
          <span className={`mono ${classes.wrap}`}>{service.serviceName}</span>
        </Row>
        <Row title="Type">{listed(service.serviceTypes)}</Row>
        <Row title="Acceptance required">{yesNo(service.acceptanceRequired)}</Row>
        <Row title="Zones">
          <span className="mono">{listed(service.azIds)}</span>
        </Row>
        <Row title="IP addresses">{listed(service.supportedIpAddressTypes)}</Row>
        <Row title="Other regions">
          {service.supportedRegions.filter((region) => region !== service.region).join(", ") || "none"}
        </Row>
        <Row title="Private DNS name">
          {privateDnsName ? (
            <>
              <span className={`mono ${classes.wrap}`}>{privateDnsName}</span>{" "}
              <span className={lists.nowrap}>
                <StatusMark status={stateStatus(privateDnsNameState)} /> {stateWords(privateDnsNameState)}
              </span>
            </>
          ) : (
            "none"
          )}
        </Row>
        <Row title="DNS names">
          <ul className={classes.plainList}>
            {baseEndpointDnsNames.map((name) => (
              <li key={name} className={`mono ${classes.wrap}`}>
                {name}
              </li>
            ))}
            {baseEndpointDnsNames.length === 0 && <li>none</li>}
          </ul>
        </Row>
        <Row title="Endpoints managed by us">{yesNo(service.managesVpcEndpoints)}</Row>
        <Row title="Who pays">{stated(service.payerResponsibility)}</Row>
        <Row title="Last seen">
          <Time at={service.lastSeen} />
        </Row>
      </dl>
    </Panel>
  );
}

const mostPrincipals = 50;

/** Who may connect, and who could before. */
export function PrincipalsPanel({ page: { principals, provenance } }: { page: ServicePage }) {
  const present = principals.filter(({ goneAt }) => goneAt === null);
  const past = principals.filter(({ goneAt }) => goneAt !== null);
  return (
    <Panel
      id="principals"
      title={`May connect: ${formatCount(present.length)}`}
      provenance={{
        asOf: provenance.lastSuccessAt,
        source: "EC2 DescribeVpcEndpointServicePermissions",
        href: "/collectors",
      }}
    >
      {present.some(({ principal }) => principal === "*") && (
        <p className={classes.text}>
          <StatusMark status="warn" /> <strong>Everybody</strong> may ask for a connection: * is allowed.
        </p>
      )}
      {present.length === 0 ? (
        <p className={classes.text}>Nobody but the provider's own account.</p>
      ) : (
        <Principals principals={present.slice(0, mostPrincipals)} label="Principals that may connect" />
      )}
      {present.length > mostPrincipals && (
        <details className={classes.details}>
          <summary>{formatCount(present.length - mostPrincipals)} more</summary>
          <Principals principals={present.slice(mostPrincipals)} label="More principals" />
        </details>
      )}
      {past.length > 0 && (
        <details className={classes.details}>
          <summary>{formatCount(past.length)} no longer</summary>
          <Principals principals={past} label="Principals that may connect no longer" />
        </details>
      )}
    </Panel>
  );
}

function Principals({ principals, label }: { principals: ServicePrincipal[]; label: string }) {
  return (
    <ScrollTable label={label} className={lists.table} columns={["Principal", "Account", "Since"]}>
      <tbody>
        {principals.map(({ principal, principalType, accountName, firstSeen, goneAt }) => (
          <tr key={principal}>
            <th scope="row">
              <span className={`mono ${classes.wrap}`}>{principal}</span>
              <small>{principalType}</small>
            </th>
            <td>{accountName ?? (principal === "*" ? "every account" : "not one of ours")}</td>
            <td className={lists.nowrap}>
              <Time at={firstSeen} />
              {goneAt && (
                <small>
                  until <Time at={goneAt} />
                </small>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}
