import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { StaleBanner } from "#components/ui/States.tsx";
import { Time } from "#components/ui/Time.tsx";
import { addMonths } from "#lib/cost/days.ts";
import type { Executive } from "#lib/executive/loaders.ts";
import { formatCountOf } from "#lib/format/numbers.ts";
import { formatMonth } from "#lib/format/time.ts";
import { ActivePanel } from "./ActivePanel.tsx";
import { AvailabilityPanel } from "./AvailabilityPanel.tsx";
import { Cards } from "./Cards.tsx";
import classes from "./executive.module.css";
import { Headline } from "./Headline.tsx";
import { LatencyPanel } from "./LatencyPanel.tsx";
import { type MonthChoice, MonthPicker } from "./MonthPicker.tsx";
import { PrintButton } from "./PrintButton.tsx";
import { ChangesPanel, WatchPanel } from "./SidePanels.tsx";
import { SpendPanel } from "./SpendPanel.tsx";
import { WastePanel } from "./WastePanel.tsx";
import { ZonesPanel } from "./ZonesPanel.tsx";

/** Spend, state, use and waste of the whole fleet on one page. */
export function ExecutiveView({ data }: { data: Executive }) {
  return (
    <div className={classes.page} data-paper="upright">
      <p className={classes.paperHead} aria-hidden>
        <b>Linkledger · {fleetWords(data)}</b>
        <span>
          {formatMonth(data.month)} · as of <Time at={data.now} />
        </span>
      </p>
      <header className={classes.head}>
        <Headline parts={data.headline} />
        <div className={`${classes.controls} no-print`}>
          <MonthPicker month={data.month} choices={monthsOf(data)} />
          <PrintButton />
        </div>
        <div className={classes.subline}>
          {fleetWords(data)} · as of <Time at={data.now} /> · money is what AWS billed, estimated where there
          is no bill yet; availability, traffic and waste are of now
          {data.currentMonth ? "" : ", not of the month"}
        </div>
      </header>
      {data.statesBasis.scopes === 0 && (
        <StaleBanner status="busy">
          Nothing has been collected yet. This page fills by itself as{" "}
          <Link href="/collectors" className="figure">
            collectors
          </Link>{" "}
          bring something.
        </StaleBanner>
      )}
      {data.statesBasis.scopes > 0 && data.statesBasis.fresh === 0 && data.statesBasis.asOf && (
        <StaleBanner>
          No scope of endpoints has succeeded lately; the last success was <Time at={data.statesBasis.asOf} />
          . What can only be said of now is unknown. The{" "}
          <Link href="/collectors" className="figure">
            collectors page
          </Link>{" "}
          says why.
        </StaleBanner>
      )}
      <Cards data={data} />
      <SpendPanel data={data} />
      <div className={classes.two}>
        <WastePanel data={data} />
        <ZonesPanel data={data} />
      </div>
      <div className={`${classes.two} ${classes.newPage}`}>
        <AvailabilityPanel data={data} />
        <div className={classes.stack}>
          <ChangesPanel data={data} />
          <WatchPanel data={data} />
        </div>
      </div>
      <div className={classes.even}>
        <ActivePanel data={data} />
        <LatencyPanel data={data} />
      </div>
    </div>
  );
}

const fleetWords = ({ fleet }: Executive) =>
  [
    fleet.name,
    fleet.accounts > 0 &&
      `${formatCountOf(fleet.accounts, "account")} in ${formatCountOf(fleet.regions, "region")}`,
  ]
    .filter(Boolean)
    .join(" · ") || "no account collected yet";

/** The present month and every one before it that was billed, newest first; the month shown is always among them. */
function monthsOf({ now, month, cost }: Executive): MonthChoice[] {
  const current = now.toISOString().slice(0, 7);
  const earliest = [cost.span?.first.slice(0, 7) ?? current, month].toSorted()[0] as string;
  const months: MonthChoice[] = [];
  for (let at = current; at >= earliest && months.length < 36; at = addMonths(at, -1)) {
    months.push({ month: at, href: `/?month=${at}&by=${cost.dimension}` });
  }
  return months;
}
