import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { ScrollRegion } from "#components/ui/ScrollRegion.tsx";
import { right, TableHead } from "#components/ui/Table.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import type { DaySum, EndpointCostView, ZoneCost } from "#lib/cost/endpointZoneData.ts";
import { type EstimateReason, estimateReasons } from "#lib/cost/estimates/schema.ts";
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
  const { monthlyCostUsd, monthlyHoursUsd, monthlyDataUsd, zones, priceSource } = cost;
  const why = reasonOf(cost.reason);
  const partial = zones.some(isPartial);
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
          {partial && "≥: some of the days are not known. "}Days are UTC, {formatDay(cost.firstDay)} to{" "}
          {formatDay(cost.lastDay)}; credits and taxes are not in it.{" "}
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
            <TableHead columns={["Zone", right("Hours"), right("Data"), right("Bytes")]} />
            <tbody>
              {zones.map((zone) => (
                <ZoneRow key={zone.azId ?? ""} zone={zone} />
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">30 days</th>
                {(["hoursUsd", "dataUsd", "bytes"] as const).map((what) => (
                  <td key={what} data-align="right">
                    <Sum sum={total(zones, what)} days={daysOf(zones)} what={what} why={why} />
                  </td>
                ))}
              </tr>
            </tfoot>
          </table>
        </ScrollRegion>
      )}
    </Panel>
  );
}

function ZoneRow({ zone }: { zone: ZoneCost }) {
  const { azId, days, reason } = zone;
  return (
    <tr>
      <th scope="row" className={azId ? "mono" : undefined}>
        {azId ?? "no zone known"}
      </th>
      {(["hoursUsd", "dataUsd", "bytes"] as const).map((what) => (
        <td key={what} data-align="right">
          <Sum sum={zone[what]} days={days} what={what} why={reasonOf(reason)} />
        </td>
      ))}
    </tr>
  );
}

type Summed = "hoursUsd" | "dataUsd" | "bytes";

/** A sum that is of some of the days only is a lower bound, and shown as one. */
function Sum({ sum, days, what, why }: { sum: DaySum; days: number; what: Summed; why: string }) {
  if (sum.value === null) return <Unknown reason={why} />;
  const text = what === "bytes" ? formatBytes(sum.value) : formatUsd(sum.value);
  if (sum.days >= days) return text;
  return (
    <span title={`Known of ${sum.days} of ${days} days: ${why}`}>
      <span aria-hidden>≥ </span>
      <span className="visually-hidden">at least </span>
      {text}
    </span>
  );
}

const isPartial = ({ days, hoursUsd, dataUsd, bytes }: ZoneCost) =>
  [hoursUsd, dataUsd, bytes].some((sum) => sum.days < days);
const daysOf = (zones: readonly ZoneCost[]) => zones.reduce((sum, { days }) => sum + days, 0);

function total(zones: readonly ZoneCost[], what: Summed): DaySum {
  const known = zones.map((zone) => zone[what]).filter(({ value }) => value !== null);
  return {
    value: known.length === 0 ? null : known.reduce((sum, { value }) => sum + (value ?? 0), 0),
    days: known.reduce((sum, { days }) => sum + days, 0),
  };
}

const reasonOf = (reason: string | null) =>
  estimateReasons[reason as EstimateReason] ?? "a price or the traffic is not known";

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
