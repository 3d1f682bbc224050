"use client";

import { CopyButton } from "#components/ui/CopyButton.tsx";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { ScrollRegion } from "#components/ui/ScrollRegion.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { right, TableHead } from "#components/ui/Table.tsx";
import { Time } from "#components/ui/Time.tsx";
import { formatCountOf, formatShare } from "#lib/format/numbers.ts";
import type { Incident, IncidentEndpoint } from "#lib/onCall/schema.ts";
import { conditionStatus, hopNames } from "./marks.ts";
import classes from "./onCall.module.css";
import { TrendLine } from "./TrendLine.tsx";

const hopWords = {
  pass: "passes",
  fail: "broken",
  unknown: "not known",
  "not-applicable": "does not apply",
  "not-judged": "behind the break",
} as const;

/** The path with its broken hop, what confirms it, what mends it, and which endpoints it is about. */
export function IncidentDetails({ incident, id }: { incident: Incident; id: string }) {
  const { hops, command, fix, fixOwner, runbookHref, rows, endpoints, listHref, findingTitle } = incident;
  return (
    <div className={classes.details} id={id}>
      <ol className={classes.hops} aria-label="Path, hop by hop">
        {hops.map(({ hop, state, reason, symptom }) => (
          <li key={hop} data-state={state}>
            <b>
              {state === "fail" && <StatusMark status="bad" />} {hopNames[hop]}
            </b>
            <span className="visually-hidden"> {hopWords[state]}: </span>
            <span>
              {reason ?? hopWords[state]}
              {symptom && " (symptom)"}
            </span>
          </li>
        ))}
      </ol>
      {command && (
        <figure className={classes.command}>
          <figcaption>
            <b>Confirm</b> {command.title} <span className="quiet">{command.runIn}</span>
          </figcaption>
          <div>
            <code>{command.command}</code>
            <CopyButton value={command.command} label={`Copy: ${command.title}`} />
          </div>
          <p className="quiet">{command.expect}</p>
        </figure>
      )}
      <p className={classes.mend}>
        {fix && (
          <>
            <b>Put it right</b> {fix}{" "}
            <span className="quiet">
              {fixOwner === "aws" ? "AWS has to act." : `The ${fixOwner}’s side has to act.`}
            </span>{" "}
          </>
        )}
        {runbookHref && (
          <Link className="figure" href={runbookHref}>
            Runbook{findingTitle ? `: ${findingTitle}` : ""}
          </Link>
        )}
      </p>
      <ScrollRegion label={`Endpoints of ${incident.title}`} className={classes.scroll}>
        <table className={classes.table}>
          <TableHead
            columns={[
              "Endpoint, worst first",
              "Account",
              "Application",
              "Zones",
              right("Probes connect, 1 h"),
              right("Since"),
            ]}
          />
          <tbody>
            {rows.map((row) => (
              <Row key={`${row.accountId} ${row.vpcEndpointId}`} row={row} />
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      <p className={classes.foot}>
        <Link className="figure" href={listHref}>
          {endpoints > rows.length
            ? `${formatCountOf(endpoints - rows.length, "more endpoint")}, and the findings`
            : "The findings"}
        </Link>
      </p>
    </div>
  );
}

function Row({ row }: { row: IncidentEndpoint }) {
  const { vpcEndpointId, href, accountId, accountName, application, connected, trend, condition } = row;
  return (
    <tr>
      <th scope="row" className="mono">
        <StatusMark status={conditionStatus[condition]} label={condition} />{" "}
        <Link href={href}>{vpcEndpointId}</Link>
      </th>
      <td title={accountId}>{accountName ?? accountId}</td>
      <td>{application ?? <span className="quiet">no tag</span>}</td>
      <td>
        <Zones row={row} />
      </td>
      <td data-align="right">
        {connected === null ? (
          <span className="quiet">no probe</span>
        ) : (
          <>
            <TrendLine values={trend} /> {formatShare(connected, 1)}
          </>
        )}
      </td>
      <td data-align="right">
        <Time at={row.since} />
      </td>
    </tr>
  );
}

function Zones({ row: { brokenZones, zones } }: { row: IncidentEndpoint }) {
  if (zones.length === 0 && brokenZones.length === 0) return <span className="quiet">no zones</span>;
  if (brokenZones.length === 0) return <>all {zones.length}</>;
  const standing = zones.filter((zone) => !brokenZones.includes(zone));
  return (
    <>
      {brokenZones.map((zone) => (
        <b key={zone} className={classes.brokenZone} title={zone}>
          <StatusMark status="bad" size={8} label="broken" /> {shortZone(zone)}
        </b>
      ))}{" "}
      <span className="quiet">{standing.map(shortZone).join(" ")}</span>
    </>
  );
}

/** `az2` of `use1-az2`: the region stands above. */
const shortZone = (zone: string) => zone.split("-").at(-1) ?? zone;
