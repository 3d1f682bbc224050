import { Panel } from "#components/ui/Panel.tsx";
import { ScrollRegion } from "#components/ui/ScrollRegion.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { TableHead } from "#components/ui/Table.tsx";
import { Time } from "#components/ui/Time.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import type { TrailCall, TrailCalls } from "#lib/trail/callData.ts";
import classes from "./evidence.module.css";

/** Every call that named the endpoint, also those that AWS refused. */
export function CallsPanel({ calls: { calls, coveredFrom, coveredTo } }: { calls: TrailCalls }) {
  return (
    <Panel
      id="calls"
      title="Audit trail"
      provenance={{ asOf: coveredTo, source: "CloudTrail", href: "/collectors?collector=trail" }}
      footer={
        coveredFrom && (
          <>
            Every call that changes endpoints, services and connections since <Time at={coveredFrom} /> has
            been read; calls that only read are not.
          </>
        )
      }
    >
      {calls.length === 0 ? (
        <p className={classes.text}>
          {coveredTo
            ? "No call named this endpoint in that time."
            : "Not known: CloudTrail of its account and region has not been read yet."}
        </p>
      ) : (
        <ScrollRegion label="Audit trail" className={classes.scroller}>
          <table className={classes.table}>
            <caption className="visually-hidden">Calls about this endpoint, newest first</caption>
            <TableHead columns={["Time", "Call", "By"]} />
            <tbody>
              {calls.map((call) => (
                <CallRow key={call.eventId} call={call} />
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </Panel>
  );
}

function CallRow({ call }: { call: TrailCall }) {
  const { eventTime, eventName, actor, actorArn, sourceIp, userAgent, errorCode, errorMessage } = call;
  return (
    <tr>
      <th scope="row" className={classes.nowrap}>
        <Time at={eventTime} />
      </th>
      <td>
        {eventName}
        {errorCode && (
          <small title={errorMessage ?? undefined}>
            <StatusMark status="bad" label="refused" /> {errorCode}
          </small>
        )}
      </td>
      <td>
        <span title={actorArn ?? undefined}>
          {actor ?? <Unknown reason="CloudTrail names nobody for the call." />}
        </span>
        <small title={userAgent ?? undefined}>{sourceIp}</small>
      </td>
    </tr>
  );
}
