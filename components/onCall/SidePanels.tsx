import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { right, TableHead } from "#components/ui/Table.tsx";
import { Time } from "#components/ui/Time.tsx";
import { endpointsHref } from "#lib/executive/links.ts";
import { formatCount, formatCountOf, formatShare } from "#lib/format/numbers.ts";
import type { Denials, OnCall, Provisioning } from "#lib/onCall/schema.ts";
import { shortActor } from "#lib/onCall/words.ts";
import classes from "./onCall.module.css";

/** Applications with most endpoints that fail. */
export function ApplicationsPanel({ page }: { page: OnCall }) {
  const { applications, moreApplications } = page;
  return (
    <Panel title="Most affected applications" provenance={{ asOf: page.asOf, source: "tags of endpoints" }}>
      {applications.length === 0 ? (
        <EmptyState title={page.judged ? "No application is affected" : "Nothing has been judged yet"} />
      ) : (
        <table className={classes.table}>
          <TableHead columns={["Application, owner", "Affected", right("Endpoints")]} />
          <tbody>
            {applications.map(({ application, owner, failing, degraded }) => (
              <tr key={`${application} ${owner}`}>
                <th scope="row">
                  <Link href={endpointsHref({ application, owner })}>
                    {application ?? "no application tag"}
                  </Link>{" "}
                  <span className="quiet">{owner ?? "no owner tag"}</span>
                </th>
                <td className={classes.marksCell}>
                  {failing > 0 && (
                    <span>
                      <StatusMark status="bad" label="failing" /> {failing}
                    </span>
                  )}{" "}
                  {degraded > 0 && (
                    <span>
                      <StatusMark status="warn" label="degraded" /> {degraded}
                    </span>
                  )}
                </td>
                <td data-align="right">{formatCount(failing + degraded)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {moreApplications > 0 && (
        <p className={classes.foot}>
          {formatCountOf(moreApplications, "more application", "more applications and owners")}
        </p>
      )}
    </Panel>
  );
}

/** Calls that endpoint policies denied lately, by caller. */
export function DenialsPanel({ denials: { rows, places, asOf, hours } }: { denials: Denials }) {
  const unseen = places.whole - places.part;
  return (
    <Panel
      title={`Denied by endpoint policy, ${hours} h`}
      provenance={{
        asOf,
        coverage: { part: places.part, whole: places.whole, of: "accounts and regions" },
        source: "network activity events of CloudTrail",
      }}
    >
      {rows.length === 0 ? (
        <EmptyState title={places.part === 0 ? "Not known" : "No call was denied where it can be seen"}>
          {places.part === 0 && <p>No trail delivers network activity events, or none has been read.</p>}
        </EmptyState>
      ) : (
        <div className={classes.scroll}>
          <table className={classes.table}>
            <TableHead columns={["Caller, action, endpoint", right("Denials, last")]} />
            <tbody>
              {rows.map((row) => (
                <tr key={`${row.accountId} ${row.vpcEndpointId} ${row.principal} ${row.action}`}>
                  <th scope="row" title={row.principal ?? undefined}>
                    {row.principal ? shortActor(row.principal) : "somebody"}
                    <small className="mono">{row.action}</small>
                    <small>
                      {row.vpcEndpointId && (
                        <>
                          <Link className="mono" href={`/endpoints/${row.vpcEndpointId}`}>
                            {row.vpcEndpointId}
                          </Link>{" "}
                          ·{" "}
                        </>
                      )}
                      {row.accountName ?? row.accountId}
                    </small>
                  </th>
                  <td data-align="right">
                    <b>{formatCount(row.calls)}</b>
                    <small>
                      <Time at={row.lastAt} />
                    </small>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {unseen > 0 && (
        <p className={classes.foot}>
          {formatCountOf(unseen, "account and region delivers", "accounts and regions deliver")} no such
          events: nothing can show there.
        </p>
      )}
    </Panel>
  );
}

/** Endpoints that could not be made lately. */
export function ProvisioningPanel({ provisioning }: { provisioning: Provisioning }) {
  const { succeeded, failed, errors, slo, places, asOf, hours } = provisioning;
  const calls = succeeded + failed;
  return (
    <Panel
      title={`Provisioning, ${hours} h`}
      provenance={{
        asOf,
        coverage: { part: places.part, whole: places.whole, of: "accounts and regions" },
        source: "CreateVpcEndpoint in CloudTrail",
      }}
    >
      {calls === 0 ? (
        <EmptyState title={places.part === 0 ? "Not known" : "Nobody created an endpoint"}>
          {places.part === 0 && <p>CloudTrail has not been read lately.</p>}
        </EmptyState>
      ) : (
        <p className={classes.figureLine}>
          <StatusMark status={failed === 0 ? "ok" : "warn"} size={13} />{" "}
          <b>{formatShare(succeeded, calls)}</b> of {formatCountOf(calls, "call")} made an endpoint
        </p>
      )}
      {errors.length > 0 && (
        <table className={classes.table}>
          <TableHead columns={["Error, latest account", right("Calls, last")]} />
          <tbody>
            {errors.map(({ code, calls: times, lastAt, accountName, accountId, message }) => (
              <tr key={code}>
                <th scope="row" title={message ?? undefined}>
                  <span className="mono">{code}</span>
                  <small>{accountName ?? accountId}</small>
                </th>
                <td data-align="right">
                  <b>{formatCount(times)}</b>
                  <small>
                    <Time at={lastAt} />
                  </small>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {slo && (
        <p className={classes.foot}>
          <Link className="figure" href={`/slos/${slo.sloId}`}>
            Objective {slo.objective} %
          </Link>
          : {slo.state === "unknown" ? "unknown" : slo.state}
          {slo.budgetLeft !== null &&
            (slo.budgetLeft <= 0
              ? ", budget used up"
              : `, ${formatShare(slo.budgetLeft, 1)} of its budget left`)}
        </p>
      )}
    </Panel>
  );
}
