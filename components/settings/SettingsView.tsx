import lists from "#components/lists/lists.module.css";
import { PageHeader } from "#components/ui/PageHeader.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { StaleBanner } from "#components/ui/States.tsx";
import { right, ScrollTable } from "#components/ui/Table.tsx";
import { formatBytes } from "#lib/format/bytes.ts";
import { formatCountOf } from "#lib/format/numbers.ts";
import type { Origin, SettingGroup, SettingsPage } from "#lib/settings/schema.ts";
import { AccountsPanel } from "./AccountsPanel.tsx";
import { AddAccountsPanel } from "./AddAccountsPanel.tsx";
import { ChecksPanel } from "./ChecksPanel.tsx";
import classes from "./settings.module.css";

/** What is configured, where it comes from, and which accounts that comes to. Nothing can be changed here. */
export function SettingsView({ page }: { page: SettingsPage }) {
  const { file, groups, database, retention } = page;
  return (
    <>
      <PageHeader title="Settings">
        What is configured and where it comes from, as the app on this machine reads it. Nothing is changed
        here: edit the file or the environment, then restart the workers and the app; workers read both when
        they start. Secrets are never shown; the external id, which AWS does not count among them, stands
        where a role is made with it.
      </PageHeader>
      {file.problem && (
        <StaleBanner status="bad">
          <strong>The file has a mistake; defaults are shown below.</strong>
          <pre className={classes.code}>{file.problem}</pre>
        </StaleBanner>
      )}
      <Panel title="This Linkledger">
        <dl className={lists.figures}>
          <Figure title="Version" value={page.version} />
          <Figure
            title="Configuration"
            value={file.exists ? "a file" : "no file: defaults"}
            more={file.path}
          />
          <Figure
            title="Database"
            value={database.embedded ? "embedded Postgres" : "Postgres"}
            more={`${database.embedded ? "" : "of DATABASE_URL: "}${database.place}, ${database.server}`}
          />
          <Figure title="Size of the database" value={formatBytes(database.bytes)} />
        </dl>
      </Panel>
      <AccountsPanel page={page} />
      <ChecksPanel page={page} />
      <AddAccountsPanel install={page.onboarding} />
      {groups.map((group) => (
        <GroupPanel key={group.title} group={group} file={file.path} />
      ))}
      <div className={classes.two}>
        <Panel title="How long it is kept">
          <ScrollTable className={lists.table} label="Retention" columns={["What", right("Kept")]}>
            <tbody>
              {retention.map(({ what, days }) => (
                <tr key={what}>
                  <th scope="row">{what}</th>
                  <td data-align="right">{formatCountOf(days, "day")}</td>
                </tr>
              ))}
              <tr>
                <th scope="row">Inventory, changes, decisions, audits</th>
                <td data-align="right">for ever</td>
              </tr>
            </tbody>
          </ScrollTable>
        </Panel>
        <Panel
          title="Largest tables"
          provenance={{ asOf: page.now, source: "Postgres, indexes included, as last analyzed" }}
        >
          <ScrollTable className={lists.table} label="Largest tables" columns={["Table", right("Size")]}>
            <tbody>
              {database.tables.map(({ table, bytes }) => (
                <tr key={table}>
                  <th scope="row" className="mono">
                    {table}
                  </th>
                  <td data-align="right">{formatBytes(bytes)}</td>
                </tr>
              ))}
            </tbody>
          </ScrollTable>
        </Panel>
      </div>
    </>
  );
}

function Figure({ title, value, more }: { title: string; value: string; more?: string }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd className={classes.figure}>
        {value}
        {more && <small className={classes.wrap}>{more}</small>}
      </dd>
    </div>
  );
}

function GroupPanel({ group: { title, settings }, file }: { group: SettingGroup; file: string }) {
  return (
    <Panel title={title}>
      <ScrollTable className={lists.table} label={title} columns={["Setting", "Value", "From"]}>
        <tbody>
          {settings.map(({ name, value, origin, note }) => (
            <tr key={name}>
              <th scope="row" className={classes.name}>
                <span className="mono">{name}</span>
                {note && <small>{note}</small>}
              </th>
              <td className={classes.value}>{value}</td>
              <td className={lists.nowrap}>
                <OriginWords origin={origin} file={file} />
              </td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
    </Panel>
  );
}

function OriginWords({ origin, file }: { origin: Origin; file: string }) {
  switch (origin.kind) {
    case "default":
      return <span className={classes.faint}>default</span>;
    case "environment":
      return <>environment</>;
    case "file":
      return (
        <span className="mono">
          {file.split("/").at(-1)}
          {origin.line !== null && `:${origin.line}`}
        </span>
      );
  }
}
