import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { ShareBar } from "#components/ui/ShareBar.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { TableHead } from "#components/ui/Table.tsx";
import { Time } from "#components/ui/Time.tsx";
import { formatCount, formatCountOf } from "#lib/format/numbers.ts";
import type { StaleScopes, Telemetry } from "#lib/onCall/schema.ts";
import classes from "./onCall.module.css";

/** Which scopes deliver, and why the others do not. */
export function TelemetryPanel({ telemetry }: { telemetry: Telemetry }) {
  const { scopes, fresh, waiting, stale, more, asOf } = telemetry;
  const behind = scopes - fresh - waiting;
  return (
    <Panel
      id="telemetry"
      title="Telemetry delivered"
      provenance={{
        asOf,
        coverage: { part: fresh, whole: scopes, of: "scopes" },
        source: "runs of collectors",
        href: "/collectors",
      }}
      actions={
        behind > 0 && (
          <Link className="figure" href="/collectors">
            {formatCount(behind)} of {formatCount(scopes)} stale
          </Link>
        )
      }
    >
      <ShareBar
        thin
        parts={[
          { value: fresh, fill: "--ok", label: `${fresh} fresh` },
          { value: behind, fill: "hatched", label: `${behind} stale` },
          { value: waiting, fill: "--line-strong", label: `${waiting} not attempted yet` },
        ]}
      />
      {stale.length === 0 ? (
        scopes === 0 ? (
          <EmptyState title="No scope has been planned yet" />
        ) : (
          <p className={classes.note}>
            {fresh === scopes
              ? `All ${formatCount(scopes)} scopes delivered within three of their intervals.`
              : `${formatCountOf(waiting, "scope")} not attempted yet; none fails.`}
          </p>
        )
      ) : (
        <div className={classes.scroll}>
          <table className={classes.table}>
            <TableHead
              columns={["Collectors", { title: "Stale scopes", term: "scope" }, "Last good", "Error"]}
            />
            <tbody>
              {stale.map((row) => (
                <Row key={row.key} row={row} />
              ))}
            </tbody>
          </table>
          {more && (
            <p className={classes.foot}>
              <Link className="figure" href="/collectors">
                More reasons
              </Link>
            </p>
          )}
        </div>
      )}
    </Panel>
  );
}

function Row({ row }: { row: StaleScopes }) {
  const {
    collectors,
    accountId,
    accountName,
    accounts,
    regions,
    scopes,
    lastSuccessAt,
    error,
    nextAttemptAt,
  } = row;
  return (
    <tr>
      <th scope="row">
        {collectors.length > 3
          ? `${collectors.slice(0, 2).join(", ")} and ${collectors.length - 2} more`
          : collectors.join(", ")}
      </th>
      <td title={accountId}>
        <Link href={`/collectors?account=${accountId}#runs`}>
          {accounts > 1 ? formatCountOf(accounts, "account") : (accountName ?? accountId)}
        </Link>
        , {formatCountOf(regions.length, "region")}, {formatCountOf(scopes, "scope")}
      </td>
      <td>{lastSuccessAt ? <Time at={lastSuccessAt} /> : "never"}</td>
      <td>
        {error}
        {nextAttemptAt && (
          <small>
            next try <Time at={nextAttemptAt} />
          </small>
        )}
      </td>
    </tr>
  );
}
