import lists from "#components/lists/lists.module.css";
import { ScrollTable } from "#components/ui/Table.tsx";
import { Time } from "#components/ui/Time.tsx";
import type { SessionItem } from "#lib/access/sessionSchema.ts";
import { EndSession } from "./EndSession.tsx";

/** Open sessions, each with the button that ends it; `names` says whose they are. */
export function SessionsTable({ sessions, names }: { sessions: readonly SessionItem[]; names?: boolean }) {
  return (
    <ScrollTable
      className={lists.table}
      label="Open sessions"
      columns={[
        ...(names ? ["Who"] : []),
        "Begun",
        "From",
        "Last used",
        "Ends at the latest",
        { title: "What to do", hidden: true },
      ]}
    >
      <tbody>
        {sessions.map((session) => {
          const { sessionId, name, email, address, beganAt, lastSeenAt, endsAt, current, own } = session;
          const begun = (
            <>
              <Time at={beganAt} />
              {current && <small>this one</small>}
            </>
          );
          return (
            <tr key={sessionId}>
              {names && (
                <th scope="row">
                  {name}
                  {email && <small>{email}</small>}
                </th>
              )}
              {names ? (
                <td className={lists.nowrap}>{begun}</td>
              ) : (
                <th scope="row" className={lists.nowrap}>
                  {begun}
                </th>
              )}
              <td className="mono">{address ?? "not known"}</td>
              <td className={lists.nowrap}>
                <Time at={lastSeenAt} age />
              </td>
              <td className={lists.nowrap}>
                <Time at={endsAt} />
              </td>
              <td>
                <EndSession sessionId={sessionId} whose={own ? "your" : `${name}'s`} current={current} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </ScrollTable>
  );
}
