import lists from "#components/lists/lists.module.css";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { right, ScrollTable } from "#components/ui/Table.tsx";
import { Time } from "#components/ui/Time.tsx";
import type { AlertsPage } from "#lib/alerts/pageLoaders.ts";
import { formatCount } from "#lib/format/numbers.ts";
import classes from "./alerts.module.css";
import { TestButton } from "./TestButton.tsx";
import { receiverStatus, receiverTypes } from "./words.ts";

/** Who is told, whether it works, and what still waits to be told. */
export function ReceiversPanel({ receivers: { asOf, items } }: { receivers: AlertsPage["receivers"] }) {
  return (
    <Panel
      id="receivers"
      title="Receivers"
      provenance={{ asOf, source: "linkledger.yaml and what they answered" }}
    >
      {items.length === 0 ? (
        <EmptyState title="Nobody is told">
          Alerts are kept here and sent nowhere: <code>alerts.receivers</code> in linkledger.yaml says who is
          to be told, through Alertmanager, PagerDuty, Slack or a signed webhook. See{" "}
          <Link className="figure" href="/settings">
            Settings
          </Link>
          .
        </EmptyState>
      ) : (
        <ScrollTable
          label="Receivers"
          className={lists.table}
          columns={[
            "Receiver",
            "Last",
            right("Waiting"),
            right("Messages, 24 h"),
            { title: "Test", hidden: true },
          ]}
        >
          <tbody>
            {items.map((item) => {
              const { status, text } = receiverStatus[item.state];
              return (
                <tr key={item.name}>
                  <th scope="row" className={classes.name}>
                    <StatusMark status={status} /> <strong>{item.name}</strong>
                    <small>
                      {receiverTypes[item.type]} · {text}
                    </small>
                  </th>
                  <td className={lists.reason}>
                    {item.lastSuccessAt ? (
                      <>
                        took <Time at={item.lastSuccessAt} age />
                      </>
                    ) : (
                      "nothing taken yet"
                    )}
                    {item.failures > 0 && (
                      <small>
                        {item.lastError} ({formatCount(item.failures)} in a row)
                        {item.resumeAt && (
                          <>
                            ; again <Time at={item.resumeAt} />
                          </>
                        )}
                      </small>
                    )}
                  </td>
                  <td data-align="right">
                    {formatCount(item.waiting)}
                    {item.oldestWaiting && (
                      <small>
                        since <Time at={item.oldestWaiting} />
                      </small>
                    )}
                  </td>
                  <td data-align="right">{formatCount(item.messages24h)}</td>
                  <td className="no-print">
                    <TestButton receiver={item.name} />
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
