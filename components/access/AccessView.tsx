import lists from "#components/lists/lists.module.css";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { PageHeader } from "#components/ui/PageHeader.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { ScrollTable } from "#components/ui/Table.tsx";
import type { AccessPage } from "#lib/access/loaders.ts";
import { type Permission, permissions, permissionWords, roles } from "#lib/access/permissions.ts";
import { formatCountOf } from "#lib/format/numbers.ts";
import { MakeToken } from "./MakeToken.tsx";
import { SessionsTable } from "./SessionsTable.tsx";
import { TokensTable } from "./TokensTable.tsx";

/** Who may sign in, what each role may do, and the tokens of the API. */
export function AccessView({ page }: { page: AccessPage }) {
  return (
    <>
      <PageHeader
        title="Access"
        actions={
          <Link className="figure" href="/settings/activity">
            Who did what
          </Link>
        }
      >
        Who may sign in and what they may do is set in linkledger.yaml, under access. Tokens for programs are
        made here.
      </PageHeader>
      <SignInPanel page={page} />
      <Panel title="API tokens" provenance={{ asOf: page.now, source: "Linkledger's own record" }}>
        <MakeToken />
        {page.tokens.length === 0 ? (
          <EmptyState title="No token has been made">
            A program sends one as Authorization: Bearer, and sees what its role and grant allow.
          </EmptyState>
        ) : (
          <TokensTable tokens={page.tokens} />
        )}
      </Panel>
      {page.sessions && (
        <Panel
          id="sessions"
          title="Open sessions"
          provenance={{ asOf: page.now, source: "Linkledger's own record" }}
          footer="Ended at once, with the next request; whose it was, and who ended it, is on record."
        >
          {page.sessions.length === 0 ? (
            <p className={lists.reason}>Nobody is signed in; you came with a token.</p>
          ) : (
            <SessionsTable sessions={page.sessions} names />
          )}
        </Panel>
      )}
      <Panel title="What each role may do">
        <ScrollTable className={lists.table} label="Roles and permissions" columns={["May", ...roles]}>
          <tbody>
            {(Object.keys(permissions) as Permission[]).map((permission) => (
              <tr key={permission}>
                <th scope="row">{permissionWords[permission]}</th>
                {roles.map((role) => {
                  const may = (permissions[permission] as readonly string[]).includes(role);
                  return <td key={role}>{may ? <StatusMark status="ok" label="yes" /> : "no"}</td>;
                })}
              </tr>
            ))}
          </tbody>
        </ScrollTable>
      </Panel>
    </>
  );
}

function SignInPanel({ page: { signIn } }: { page: AccessPage }) {
  if (!signIn)
    return (
      <Panel title="Sign-in">
        <p className={lists.reason}>
          No sign-in is configured: this app answers on this machine alone, and whoever uses it is an admin of
          the whole fleet. docs/access.md says how to let people sign in.
        </p>
      </Panel>
    );
  return (
    <Panel
      title="Sign-in"
      footer={`A session ends after ${formatCountOf(signIn.idleMinutes, "minute")} without a request, and after ${formatCountOf(signIn.absoluteHours, "hour")} in any case.`}
    >
      <p className={lists.reason}>
        People sign in at <span className="mono">{signIn.issuer}</span>. Who is in none of these groups sees
        nothing.
      </p>
      <ScrollTable className={lists.table} label="Groups and roles" columns={["Group", "Role", "Over"]}>
        <tbody>
          {signIn.groups.map(({ group, role, over }) => (
            <tr key={`${group} ${role} ${over}`}>
              <th scope="row">{group}</th>
              <td>{role}</td>
              <td>{over}</td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
    </Panel>
  );
}
