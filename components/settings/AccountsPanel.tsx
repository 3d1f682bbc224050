import lists from "#components/lists/lists.module.css";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { type Status, StatusMark } from "#components/ui/StatusMark.tsx";
import { ScrollTable } from "#components/ui/Table.tsx";
import { Time } from "#components/ui/Time.tsx";
import { formatCount, formatCountOf } from "#lib/format/numbers.ts";
import type { ScopeState } from "#lib/runs/scopeStates.ts";
import type { AccountState, SettingsPage } from "#lib/settings/schema.ts";
import classes from "./settings.module.css";

const states: Record<ScopeState, { status: Status; text: string }> = {
  failed: { status: "bad", text: "something fails" },
  partial: { status: "warn", text: "partly collected" },
  overdue: { status: "warn", text: "overdue" },
  skipped: { status: "none", text: "not asked" },
  waiting: { status: "busy", text: "not collected yet" },
  fresh: { status: "ok", text: "collected" },
};

/** The accounts that the configuration comes to, each with its state and with what to do where it is denied. */
export function AccountsPanel({ page: { accounts, accountsAsOf, moreAccounts } }: { page: SettingsPage }) {
  return (
    <Panel
      title={`Accounts: ${formatCount(accounts.length + moreAccounts)}`}
      provenance={{
        asOf: accountsAsOf,
        source: "Organizations, the file, and our own runs",
        href: "/collectors",
      }}
      actions={
        <Link className="figure" href="/collectors">
          Collectors
        </Link>
      }
      footer={
        moreAccounts > 0
          ? `${formatCountOf(moreAccounts, "more account")} without trouble that is worse; the collectors page has all.`
          : undefined
      }
    >
      {accounts.length === 0 ? (
        <EmptyState title="No account has been found yet">
          The first run lists them, usually within a minute.
        </EmptyState>
      ) : (
        <ScrollTable
          label="Accounts"
          className={lists.table}
          columns={["Account", "State", "Last success", "Regions", "Found by", "What to do"]}
        >
          <tbody>
            {accounts.map((account) => (
              <AccountRow key={account.accountId} account={account} />
            ))}
          </tbody>
        </ScrollTable>
      )}
    </Panel>
  );
}

function AccountRow({ account }: { account: AccountState }) {
  const { accountId, name, source, status, gone, regions, scopes, fresh, state, lastSuccessAt, problem } =
    account;
  const { status: mark, text } = states[state];
  return (
    <tr>
      <th scope="row" className={lists.nowrap}>
        <Link className="figure" href={`/endpoints?accountId=${accountId}`}>
          {name ?? accountId}
        </Link>
        <small className="mono">{accountId}</small>
      </th>
      <td className={lists.nowrap}>
        <StatusMark status={gone ? "none" : mark} /> {gone ? "gone" : text}
        <small>
          {formatCount(fresh)} of {formatCountOf(scopes, "scope")} fresh
          {status && status !== "ACTIVE" && ` · ${status.toLowerCase()}`}
        </small>
      </td>
      <td className={lists.nowrap}>{lastSuccessAt ? <Time at={lastSuccessAt} /> : "never"}</td>
      <td className={classes.regions}>{regions.join(", ") || "none yet"}</td>
      <td>{source ?? "not listed yet"}</td>
      <td className={lists.reason}>
        {problem ? (
          <>
            {problem.summary}
            <small>{problem.fix}</small>
          </>
        ) : (
          "nothing"
        )}
      </td>
    </tr>
  );
}
