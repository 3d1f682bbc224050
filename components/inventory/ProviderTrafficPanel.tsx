import { DailyBars } from "#components/charts/DailyBars.tsx";
import classes from "#components/endpoints/endpoint.module.css";
import lists from "#components/lists/lists.module.css";
import { Panel } from "#components/ui/Panel.tsx";
import { ScrollRegion } from "#components/ui/ScrollRegion.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { right, ScrollTable, TableHead } from "#components/ui/Table.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { sparkline } from "#lib/charts/sparkline.ts";
import { formatBytes } from "#lib/format/bytes.ts";
import { formatCount } from "#lib/format/numbers.ts";
import { formatDay } from "#lib/format/time.ts";
import type { ProviderTraffic } from "#lib/inventory/providerTraffic.ts";
import own from "./inventory.module.css";
import { zoneInShort } from "./words.ts";

const dayMs = 86_400_000;

/** What flowed through a service or a load balancer by day, then by zone. */
export function ProviderTrafficPanel({
  traffic,
  source,
  notMeasured,
}: {
  traffic: ProviderTraffic;
  source: string;
  /** Why there is nothing, where nothing was ever asked for. */
  notMeasured: string;
}) {
  const { days, daysCollected, from, asOf } = traffic;
  const start = Date.parse(`${from}T00:00:00Z`);
  const dayOf = (index: number) => new Date(start + index * dayMs).toISOString().slice(0, 10);
  const model = sparkline(days, `${from}T00:00:00Z`, start + (days.length - 1) * dayMs, days.length);
  return (
    <Panel
      id="traffic"
      title="Traffic, 30 days"
      provenance={{
        asOf,
        coverage: { part: daysCollected, whole: days.length, of: "days" },
        source,
        href: "/collectors",
      }}
      footer="Days are UTC; the last one is not over. A mark on the base line is a day that was asked for and had no traffic; a dot is one that was not collected."
    >
      {daysCollected === 0 ? (
        <EmptyState title="Its traffic is not known">{notMeasured}</EmptyState>
      ) : (
        <>
          <dl className={lists.figures}>
            <Figure title="Bytes" value={traffic.bytes} format={formatBytes} />
            <Figure title="New connections" value={traffic.connections} format={formatCount} />
            <Figure title="Resets" value={traffic.resets} format={formatCount} />
            <Figure title="Busiest day" value={model.peak} format={formatBytes} />
          </dl>
          <div className={own.bars}>
            <DailyBars
              model={model}
              label={`Bytes by day from ${formatDay(dayOf(0))} to ${formatDay(dayOf(days.length - 1))}; the table below has the values.`}
            />
            <div className={own.axis} aria-hidden>
              <span>{formatDay(dayOf(0))}</span>
              <span>{formatDay(dayOf(days.length - 1))}</span>
            </div>
          </div>
          {traffic.zones.length > 0 && <Zones traffic={traffic} />}
          <details className={classes.details}>
            <summary>Values by day</summary>
            <ScrollRegion label="Bytes by day" className={own.tall}>
              <table className={lists.table}>
                <caption className="visually-hidden">Bytes by day, newest first</caption>
                <TableHead columns={["Day (UTC)", right("Bytes")]} />
                <tbody>
                  {days
                    .map((bytes, index) => ({ bytes, day: dayOf(index) }))
                    .toReversed()
                    .map(({ bytes, day }) => (
                      <tr key={day}>
                        <th scope="row">{formatDay(day, { year: true })}</th>
                        <td data-align="right">{bytes === null ? "not collected" : formatBytes(bytes)}</td>
                      </tr>
                    ))}
                </tbody>
              </table>
            </ScrollRegion>
          </details>
        </>
      )}
    </Panel>
  );
}

function Figure({
  title,
  value,
  format,
}: {
  title: string;
  value: number | null;
  format: (value: number) => string;
}) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{value === null ? <Unknown reason="No day of it was collected." /> : format(value)}</dd>
    </div>
  );
}

function Zones({ traffic }: { traffic: ProviderTraffic }) {
  const cell = (value: number | null, format: (value: number) => string) =>
    value === null ? <Unknown reason="It was never asked for zone by zone.">–</Unknown> : format(value);
  return (
    <ScrollTable
      label="Traffic by zone"
      className={lists.table}
      columns={["Zone", right("Bytes"), right("New connections"), right("Resets")]}
    >
      <tbody>
        {traffic.zones.map(({ azId, bytes, connections, resets }) => (
          <tr key={azId}>
            <th scope="row" className="mono" title={azId}>
              {zoneInShort(azId)}
            </th>
            <td data-align="right">{cell(bytes, formatBytes)}</td>
            <td data-align="right">{cell(connections, formatCount)}</td>
            <td data-align="right">{cell(resets, formatCount)}</td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}
