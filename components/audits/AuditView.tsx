import lists from "#components/lists/lists.module.css";
import { CopyButton } from "#components/ui/CopyButton.tsx";
import { PageHeader } from "#components/ui/PageHeader.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { ScrollRegion } from "#components/ui/ScrollRegion.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { right, TableHead } from "#components/ui/Table.tsx";
import { Time } from "#components/ui/Time.tsx";
import type { AuditPage } from "#lib/audits/pageLoaders.ts";
import { formatBytes } from "#lib/format/bytes.ts";
import { formatCount, formatCountOf } from "#lib/format/numbers.ts";
import { AttestForm } from "./AttestForm.tsx";
import classes from "./audits.module.css";
import { DiffPanel } from "./DiffPanel.tsx";

/** One audit: what it froze, how it is checked, what changed, who attested. */
export function AuditView({ page }: { page: AuditPage }) {
  const { audit } = page;
  const { snapshotId, quarter, sha256, asOf, madeAt, madeBy, final, provenFrom, coverage } = audit;
  const provenance = {
    asOf,
    coverage: { part: coverage.covered, whole: coverage.scopes, of: "scopes" },
    source: "frozen",
  };
  return (
    <>
      <PageHeader title={`Audit of ${quarter}`}>
        {final ? "The quarter as it ended" : "The quarter so far"}, as of <Time at={asOf} />. Made{" "}
        <Time at={madeAt} /> by {madeBy}.{" "}
        {provenFrom ? (
          <>
            Every scope it covers has been looked at since <Time at={provenFrom} />.
          </>
        ) : (
          "Not every scope has been looked at: rows may be missing."
        )}
      </PageHeader>
      <Panel title="What is frozen" provenance={provenance}>
        <table className={lists.table}>
          <caption className="visually-hidden">Files of the audit</caption>
          <TableHead columns={["File", right("Rows"), right("Size"), "SHA-256"]} />
          <tbody>
            {audit.files.map((file) => (
              <tr key={file.table}>
                <th scope="row">
                  <a href={`/api/v1/audits/${snapshotId}/${file.table}.csv`}>{file.table}.csv</a>
                </th>
                <td data-align="right">{formatCount(file.rows)}</td>
                <td data-align="right">{formatBytes(file.bytes)}</td>
                <td className={`mono ${classes.hash}`}>{file.sha256}</td>
              </tr>
            ))}
            <tr>
              <th scope="row">
                <a href={`/api/v1/audits/${snapshotId}/statement.json`}>statement.json</a>
              </th>
              <td data-align="right" />
              <td data-align="right" />
              <td className={`mono ${classes.hash}`}>
                <strong>{sha256}</strong> <CopyButton value={sha256} label="Copy the hash of the audit" />
              </td>
            </tr>
          </tbody>
        </table>
        <p className={classes.note}>
          The last hash stands for the whole audit: the statement names the hash of each table.{" "}
          <code>curl -s …/api/v1/audits/{snapshotId}/statement.json | sha256sum</code> prints it again.
        </p>
      </Panel>
      <DiffPanel audit={audit} diff={page.diff} />
      <div className={classes.columns}>
        <Panel
          title="Attestation"
          provenance={{
            asOf,
            coverage: {
              part: audit.owners.filter(({ attestations }) => attestations > 0).length,
              whole: audit.owners.length,
              of: "owners",
            },
            source: "on record",
          }}
          actions={
            <a className="figure no-print" href={`/api/v1/audits/${snapshotId}/attestations.csv`}>
              {formatCountOf(audit.attestations, "attestation")} as CSV
            </a>
          }
        >
          <AttestForm
            snapshotId={snapshotId}
            sha256={sha256}
            owners={audit.owners.map(({ owner }) => ({ value: owner, label: owner || "without an owner" }))}
          />
          <ScrollRegion label="Owners" className={classes.ownerScroll}>
            <ul className={classes.owners}>
              {audit.owners.map(({ owner, endpoints, services, attestations }) => (
                <li key={owner}>
                  <StatusMark status={attestations > 0 ? "ok" : "unknown"} />
                  <span>{owner || "without an owner"}</span>
                  <span className={classes.faint}>
                    {formatCountOf(endpoints, "endpoint")}, {formatCountOf(services, "service")}
                  </span>
                  <span>{attestations > 0 ? "attested" : "missing"}</span>
                </li>
              ))}
            </ul>
          </ScrollRegion>
        </Panel>
        <Panel title="Coverage and method" provenance={provenance}>
          <p className={classes.note}>
            {formatCount(coverage.complete)} of {formatCountOf(coverage.scopes, "scope")} were complete on
            every day.{" "}
            {coverage.incompleteDays.length > 0 &&
              `${formatCountOf(coverage.incompleteDays.length, "day")} with a scope missing; which, stands in coverage.csv.`}
          </p>
          {Object.entries(audit.method).map(([table, columns]) => (
            <details key={table} className={classes.method}>
              <summary>How {table} were obtained</summary>
              <dl>
                {Object.entries(columns).map(([column, words]) => (
                  <div key={column}>
                    <dt className="mono">{column}</dt>
                    <dd>{words}</dd>
                  </div>
                ))}
              </dl>
            </details>
          ))}
          <details className={classes.method}>
            <summary>Thresholds in force</summary>
            <pre>{JSON.stringify(audit.thresholds, null, 2)}</pre>
          </details>
        </Panel>
      </div>
    </>
  );
}
