import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { ScrollRegion } from "#components/ui/ScrollRegion.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import type { EndpointCostView, ZoneCost } from "#lib/cost/endpointZoneData.ts";
import { formatBytes } from "#lib/format/bytes.ts";
import { formatUsd } from "#lib/format/money.ts";
import { formatDay } from "#lib/format/time.ts";
import classes from "./evidence.module.css";

/** What the endpoint costs, by zone. */
export function CostPanel({ cost, gone }: { cost: EndpointCostView | null; gone: boolean }) {
  if (!cost)
    return (
      <Panel id="cost" title="Cost by zone">
        <p className={classes.text}>
          {gone
            ? "It is gone, and what it cost is no longer estimated."
            : "Not estimated yet: the estimate follows the first complete collection."}
        </p>
      </Panel>
    );
  const { monthlyCostUsd, monthlyHoursUsd, monthlyDataUsd, reason, zones, priceSource } = cost;
  const why = reason ?? "A price or the traffic is not known.";
  return (
    <Panel
      id="cost"
      title="Cost by zone"
      provenance={{
        asOf: cost.asOf,
        source: `estimated at ${priceSource === "fallback" ? "a fallback price" : "list price"}${cost.priceEffectiveFrom ? ` of ${formatDay(cost.priceEffectiveFrom, { year: true })}` : ""}`,
      }}
      footer={
        <>
          Days are UTC, {formatDay(cost.firstDay)} to {formatDay(cost.lastDay)}; credits and taxes are not in
          it.{" "}
          <Link className="figure" href="/costs">
            All costs
          </Link>
        </>
      }
    >
      <dl className={classes.figures}>
        <Figure title="A month of 730 h" usd={monthlyCostUsd} why={why} />
        <Figure title="of it hours" usd={monthlyHoursUsd} why={why} />
        <Figure title="of it data" usd={monthlyDataUsd} why={why} />
      </dl>
      {zones.length > 0 && (
        <ScrollRegion label="Cost by zone" className={classes.scroller}>
          <table className={classes.table}>
            <caption className="visually-hidden">Cost by zone in the last 30 days</caption>
            <thead>
              <tr>
                <th scope="col">Zone</th>
                <th scope="col" data-number>
                  Hours
                </th>
                <th scope="col" data-number>
                  Data
                </th>
                <th scope="col" data-number>
                  Bytes
                </th>
              </tr>
            </thead>
            <tbody>
              {zones.map((zone) => (
                <ZoneRow key={zone.azId ?? ""} zone={zone} />
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">30 days</th>
                <td data-number>
                  <Usd usd={sum(zones.map(({ hoursUsd }) => hoursUsd))} why={why} />
                </td>
                <td data-number>
                  <Usd usd={sum(zones.map(({ dataUsd }) => dataUsd))} why={why} />
                </td>
                <td data-number>
                  <Amount bytes={sum(zones.map(({ bytes }) => bytes))} why={why} />
                </td>
              </tr>
            </tfoot>
          </table>
        </ScrollRegion>
      )}
    </Panel>
  );
}

function ZoneRow({ zone: { azId, hoursUsd, dataUsd, bytes, reason } }: { zone: ZoneCost }) {
  const why = reason ?? "Not measured for all of these days.";
  return (
    <tr>
      <th scope="row" className={azId ? "mono" : undefined}>
        {azId ?? "no zone known"}
      </th>
      <td data-number>
        <Usd usd={hoursUsd} why={why} />
      </td>
      <td data-number>
        <Usd usd={dataUsd} why={why} />
      </td>
      <td data-number>
        <Amount bytes={bytes} why={why} />
      </td>
    </tr>
  );
}

function Figure({ title, usd, why }: { title: string; usd: number | null; why: string }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        <Usd usd={usd} why={why} />
      </dd>
    </div>
  );
}

const Usd = ({ usd, why }: { usd: number | null; why: string }) =>
  usd === null ? <Unknown reason={why} /> : formatUsd(usd);
const Amount = ({ bytes, why }: { bytes: number | null; why: string }) =>
  bytes === null ? <Unknown reason={why} /> : formatBytes(bytes);

/** Null where a part is not known: a sum without it would be too low. */
function sum(parts: readonly (number | null)[]): number | null {
  return parts.reduce<number | null>((all, part) => (all === null || part === null ? null : all + part), 0);
}
