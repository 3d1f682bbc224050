import lists from "#components/lists/lists.module.css";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { type Status, StatusMark } from "#components/ui/StatusMark.tsx";
import { ScrollTable } from "#components/ui/Table.tsx";
import { Time } from "#components/ui/Time.tsx";
import { formatCount, formatCountOf } from "#lib/format/numbers.ts";
import type { AccountCheck, AccountCheckState, AccountStatus } from "#lib/onboarding/checkSchema.ts";
import { troublesOf } from "#lib/onboarding/computeCheck.ts";
import type { SettingsPage } from "#lib/settings/schema.ts";
import { CheckNow } from "./CheckNow.tsx";
import classes from "./settings.module.css";

const verdicts: Record<AccountStatus, { status: Status; text: string }> = {
  unreachable: { status: "bad", text: "cannot be reached" },
  incomplete: { status: "warn", text: "lacks something" },
  unknown: { status: "unknown", text: "not known" },
  complete: { status: "ok", text: "complete" },
};
const never = { status: "none" as Status, text: "never checked" };

/** Whether each account can be collected: what its last check found missing, and what to do about it. */
export function ChecksPanel({ page: { checks, now } }: { page: SettingsPage }) {
  const { accounts, total, complete, newest } = checks;
  const more = total - accounts.length;
  return (
    <Panel
      title={`Checks: ${formatCount(complete)} of ${formatCountOf(total, "account")} complete`}
      id="checks"
      provenance={{ asOf: newest, source: "calls to AWS, each harmless, once a day" }}
      footer={`npm run doctor checks the same in the terminal, at once.${
        more > 0 ? ` ${formatCountOf(more, "more account")}, none worse than these.` : ""
      }`}
    >
      {accounts.length === 0 ? (
        <EmptyState title="There is no account to check yet">
          The first run of the collectors lists them; npm run doctor checks them before that.
        </EmptyState>
      ) : (
        <ScrollTable
          label="Checks of accounts"
          className={lists.table}
          columns={["Account", "Verdict", "Checked", "What is missing, and what to do", "Check"]}
        >
          <tbody>
            {accounts.map(({ accountId, name, state }) => (
              <CheckRow key={accountId} accountId={accountId} name={name} state={state} now={now} />
            ))}
          </tbody>
        </ScrollTable>
      )}
    </Panel>
  );
}

const staleMs = 2 * 86_400_000;

function CheckRow({
  accountId,
  name,
  state,
  now,
}: {
  accountId: string;
  name: string | null;
  state: AccountCheckState | null;
  now: string;
}) {
  const check = state?.check;
  const { status, text } = check ? verdicts[check.status] : never;
  const stale = check ? Date.parse(now) - Date.parse(check.checkedAt) > staleMs : false;
  return (
    <tr>
      <th scope="row" className={lists.nowrap}>
        {name ?? accountId}
        <small className="mono">{accountId}</small>
      </th>
      <td className={lists.nowrap}>
        <StatusMark status={status} /> {text}
        {check && <small>{permissionsLine(check)}</small>}
      </td>
      <td className={lists.nowrap}>
        {check ? <Time at={check.checkedAt} /> : "never"}
        {stale && <small>older than two days: is a worker running?</small>}
      </td>
      <td className={classes.missing}>
        {check ? <Missing check={check} /> : "not known before the first check"}
      </td>
      <td>
        <CheckNow
          accountId={accountId}
          waiting={state?.waiting ?? false}
          checkedAt={check?.checkedAt ?? null}
        />
      </td>
    </tr>
  );
}

function permissionsLine({ permissions, regions }: AccountCheck): string {
  const asked = permissions.filter(({ status }) => status !== "not-asked" && status !== "absent");
  if (asked.length === 0) return "nothing could be asked";
  const ok = asked.filter(({ status }) => status === "ok").length;
  return `${ok} of ${formatCountOf(asked.length, "permission")}, ${formatCountOf(regions.checked.length, "region")}`;
}

function Missing({ check }: { check: AccountCheck }) {
  const troubles = troublesOf(check);
  const absent = check.sources.filter(({ status }) => status === "absent");
  const { off, unknown } = check.regions;
  return (
    <>
      {troubles.map(({ sentence, fix, actions }) => (
        <div key={sentence} className={classes.trouble}>
          {sentence}
          {fix && <small>→ {fix}</small>}
          {actions.length > 3 && (
            <details>
              <summary>All {formatCount(actions.length)}</summary>
              <small className="mono">{actions.join(", ")}</small>
            </details>
          )}
        </div>
      ))}
      {troubles.length === 0 && "Nothing."}
      {check.reach.status === "ok" && check.reach.fix && <small>{check.reach.fix}</small>}
      {unknown && <small>Which regions are enabled could not be found out.</small>}
      {off.length > 0 && <small>Not enabled there, and not asked: {off.join(", ")}.</small>}
      {absent.length > 0 && (
        <details>
          <summary>{formatCountOf(absent.length, "source")} of data not there</summary>
          {absent.map(({ subject, sentence, fix }) => (
            <small key={subject}>
              {sentence} {fix}
            </small>
          ))}
        </details>
      )}
    </>
  );
}
