import lists from "#components/lists/lists.module.css";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { right, ScrollTable } from "#components/ui/Table.tsx";
import { Time } from "#components/ui/Time.tsx";
import type { AlertPage } from "#lib/alerts/pageLoaders.ts";
import { formatCount } from "#lib/format/numbers.ts";
import { eventWords, messageStatus } from "./words.ts";

/** What each receiver was told of an alert, and whether it took it. */
export function DeliveriesPanel({ page: { alert, receivers } }: { page: AlertPage }) {
  return (
    <Panel title="Told" provenance={{ asOf: alert.changedAt, source: "answers of the receivers" }}>
      {alert.deliveries.length === 0 ? (
        <EmptyState title="Nobody was told">
          {receivers.length === 0
            ? "No receiver is configured: alerts.receivers in linkledger.yaml."
            : alert.silencedUntil
              ? "It is silenced."
              : "No route of linkledger.yaml leads it to a receiver."}
        </EmptyState>
      ) : (
        <ScrollTable
          label="Deliveries"
          className={lists.table}
          columns={["Receiver", "What", "State", right("Attempts"), "Last answer"]}
        >
          <tbody>
            {alert.deliveries.map((one) => {
              const { status, text } = messageStatus[one.state];
              return (
                <tr key={`${one.receiver} ${one.at} ${one.event} ${one.messageId}`}>
                  <th scope="row">{one.receiver}</th>
                  <td className={lists.nowrap}>
                    {eventWords[one.event]}
                    <small>
                      <Time at={one.at} />
                    </small>
                  </td>
                  <td className={lists.nowrap}>
                    <StatusMark status={status} /> {text}
                    {one.endedAt && (
                      <small>
                        <Time at={one.endedAt} />
                      </small>
                    )}
                    {one.nextAttemptAt && (
                      <small>
                        again <Time at={one.nextAttemptAt} />
                      </small>
                    )}
                  </td>
                  <td data-align="right">{formatCount(one.attempts)}</td>
                  <td className={lists.reason}>
                    {one.lastError ?? (one.lastStatus === null ? "none yet" : `HTTP ${one.lastStatus}`)}
                    {one.messageId && <small className="mono">{one.messageId}</small>}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </ScrollTable>
      )}
    </Panel>
  );
}
