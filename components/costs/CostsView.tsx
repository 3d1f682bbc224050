import { type MonthChoice, MonthPicker } from "#components/executive/MonthPicker.tsx";
import { PrintButton } from "#components/executive/PrintButton.tsx";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { PageHeader } from "#components/ui/PageHeader.tsx";
import { StaleBanner } from "#components/ui/States.tsx";
import { addDays, addMonths, dayOf, daysOfMonth } from "#lib/cost/days.ts";
import type { CostsPage } from "#lib/cost/explore/loaders.ts";
import { exploreHref } from "#lib/cost/explore/query.ts";
import { dimensionTitles } from "#lib/cost/explore/schema.ts";
import { formatCount } from "#lib/format/numbers.ts";
import { formatDays, formatMonth } from "#lib/format/time.ts";
import classes from "./costs.module.css";
import { DaysPanel } from "./DaysPanel.tsx";
import { PivotPanel } from "./PivotPanel.tsx";
import { ReconciliationPanel } from "./ReconciliationPanel.tsx";
import { WhatIfPanel } from "./WhatIfPanel.tsx";
import { noneWords } from "./words.ts";
import { ZonesPanel } from "./ZonesPanel.tsx";

/** What private connectivity costs, split any way: billed, estimated, and what lies between. */
export function CostsView({ page }: { page: CostsPage }) {
  const { query, month, billed, estimateOnly } = page;
  const { scopes, fresh } = billed.coverage;
  return (
    <>
      <PageHeader
        title={`Costs, ${month ? formatMonth(month) : formatDays(query.days.first, query.days.last)}`}
        actions={
          <>
            <Ranges page={page} />
            {month && <MonthPicker month={month} choices={choicesOf(page)} />}
            <PrintButton />
          </>
        }
      >
        Billed by AWS, estimated from the inventory at list prices, and what lies between. Days are UTC days,
        dollars are unblended US dollars.
      </PageHeader>
      {page.problems.length > 0 && (
        <StaleBanner>Not all of this address could be read: {page.problems.join("; ")}.</StaleBanner>
      )}
      {scopes > fresh && billed.asOf && (
        <StaleBanner>
          The bill of {formatCount(scopes - fresh)} of {formatCount(scopes)} scopes is out of date; their
          later days are missing here. The{" "}
          <Link href="/collectors?collector=costs" className="figure">
            collectors page
          </Link>{" "}
          says why.
        </StaleBanner>
      )}
      <Filters page={page} />
      {estimateOnly && (
        <p className={classes.hint}>
          The bill does not know owners, zones, VPCs or endpoints: what follows is estimated, and nobody
          spreads the bill over them by a guess.
        </p>
      )}
      <DaysPanel page={page} />
      <PivotPanel page={page} />
      <div className={classes.two}>
        <ZonesPanel page={page} />
        {!estimateOnly && <ReconciliationPanel page={page} />}
      </div>
      <WhatIfPanel page={page} />
    </>
  );
}

function Ranges({ page: { now, query } }: { page: CostsPage }) {
  const today = dayOf(now);
  const current = today.slice(0, 7);
  const ranges = [
    { label: "30 days", days: { first: addDays(today, -29), last: today } },
    { label: "3 months", days: { first: `${addMonths(current, -2)}-01`, last: daysOfMonth(current).last } },
    { label: "This month", days: daysOfMonth(current) },
  ];
  return (
    <nav className={classes.switch} aria-label="Range">
      {ranges.map(({ label, days }) => (
        <Link
          key={label}
          href={exploreHref(query, { days })}
          aria-current={days.first === query.days.first && days.last === query.days.last ? "true" : undefined}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}

function Filters({ page: { query, names } }: { page: CostsPage }) {
  if (query.filters.length === 0) return null;
  return (
    <ul className={classes.chips} aria-label="Narrowed to">
      {query.filters.map(({ dimension, value }) => (
        <li key={dimension}>
          {dimensionTitles[dimension]}{" "}
          <b>
            {dimension === "account"
              ? (names.get(value) ?? value)
              : value === ""
                ? noneWords[dimension].text
                : value}
          </b>
          <Link
            href={exploreHref(query, { filters: query.filters.filter((one) => one.dimension !== dimension) })}
            aria-label={`Not only ${dimensionTitles[dimension].toLowerCase()} ${value}`}
          >
            ×
          </Link>
        </li>
      ))}
      <li className={classes.clear}>
        <Link href={exploreHref(query, { filters: [] })}>Whole fleet</Link>
      </li>
    </ul>
  );
}

/** The present month and every one before it that was billed, newest first; the month shown is always among them. */
function choicesOf({ now, month, span, query }: CostsPage): MonthChoice[] {
  const current = dayOf(now).slice(0, 7);
  const earliest = [span?.first.slice(0, 7) ?? current, month ?? current].toSorted()[0] as string;
  const choices: MonthChoice[] = [];
  for (let at = current; at >= earliest && choices.length < 36; at = addMonths(at, -1))
    choices.push({ month: at, href: exploreHref(query, { days: daysOfMonth(at) }) });
  return choices;
}
