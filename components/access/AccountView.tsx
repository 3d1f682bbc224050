import lists from "#components/lists/lists.module.css";
import { PageHeader } from "#components/ui/PageHeader.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { ScrollTable } from "#components/ui/Table.tsx";
import type { AccountPage } from "#lib/access/accountLoaders.ts";
import { formatCountOf } from "#lib/format/numbers.ts";
import { SessionsTable } from "./SessionsTable.tsx";
import { TokensTable } from "./TokensTable.tsx";

/** Who one is here: what one may do, where one is signed in, and the tokens one made. */
export function AccountView({ page }: { page: AccountPage }) {
  const { kind, name, email, may, sessions, tokens, idleMinutes, now } = page;
  const provenance = { asOf: now, source: "Linkledger's own record" };
  return (
    <>
      <PageHeader title={kind === "local" ? "Anybody on this machine" : name}>
        {kind === "local"
          ? "No sign-in is configured: whoever uses this machine is an admin of the whole fleet, and nobody has sessions."
          : (email ??
            (kind === "token" ? "A token for programs." : "The provider tells no address of yours."))}
      </PageHeader>
      <Panel title="What you may see and do">
        <ScrollTable className={lists.table} label="Roles and what they are over" columns={["Role", "Over"]}>
          <tbody>
            {may.map(({ role, over }) => (
              <tr key={`${role} ${over}`}>
                <th scope="row">{role}</th>
                <td>{over}</td>
              </tr>
            ))}
          </tbody>
        </ScrollTable>
      </Panel>
      {kind === "person" && (
        <Panel
          id="sessions"
          title="Where you are signed in"
          provenance={provenance}
          footer={
            idleMinutes === null
              ? undefined
              : `A session that is not used for ${formatCountOf(idleMinutes, "minute")} ends by itself.`
          }
        >
          <SessionsTable sessions={sessions} />
        </Panel>
      )}
      {kind === "person" && (
        <Panel id="tokens" title="Tokens you made" provenance={provenance}>
          {tokens.length === 0 ? (
            <EmptyState title="You made no token">
              Admins make them for programs, under Settings, Access.
            </EmptyState>
          ) : (
            <TokensTable tokens={tokens} />
          )}
        </Panel>
      )}
    </>
  );
}
