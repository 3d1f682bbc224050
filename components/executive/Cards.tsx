import { budgetWords } from "#components/costs/words.ts";
import { windowWords } from "#components/slo/definitionWords.ts";
import { attainmentText, sloStateWords } from "#components/slo/words.ts";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { StatusMark, StatusPill } from "#components/ui/StatusMark.tsx";
import { Term } from "#components/ui/Term.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { usageGroupTitles } from "#lib/cost/schema.ts";
import { endpointsHref, idleHref } from "#lib/executive/links.ts";
import type { Executive } from "#lib/executive/loaders.ts";
import { formatUsd } from "#lib/format/money.ts";
import { formatChange, formatCount, formatCountOf, formatDecimal, formatShare } from "#lib/format/numbers.ts";
import { formatDays, formatMonth } from "#lib/format/time.ts";
import { Card, type Fact } from "./Card.tsx";
import { groupTokens } from "./drawing.ts";
import classes from "./executive.module.css";
import { activeParts } from "./parts.ts";

/** The four figures of the page. */
export function Cards({ data }: { data: Executive }) {
  return (
    <div className={classes.cards}>
      <SpendCard data={data} />
      <WasteCard data={data} />
      <AvailabilityCard data={data} />
      <ActiveCard data={data} />
    </div>
  );
}

function SpendCard({ data }: { data: Executive }) {
  const { basis } = data.cost;
  const { sums, outlook } = data.spendDays;
  const budget = outlook && budgetWords[outlook.budget.state];
  const forecast = outlook?.forecast;
  return (
    <Card
      title={
        data.currentMonth ? "Spend, month to date" : `Spend, ${formatMonth(data.month, { year: false })}`
      }
      mark={
        budget && outlook.budget.usd !== null ? (
          <StatusPill status={budget.status}>{budget.text}</StatusPill>
        ) : undefined
      }
      figure={
        sums.totalUsd === null ? (
          <Unknown reason="Nothing has been billed or estimated for this month">not billed</Unknown>
        ) : (
          <a href="#spend">{formatUsd(sums.totalUsd)}</a>
        )
      }
      note={
        sums.totalUsd === null
          ? "Cost Explorer has no day of it yet"
          : outlook?.budget.usd
            ? `of a budget of ${formatUsd(outlook.budget.usd)}, ${formatShare(sums.totalUsd, outlook.budget.usd)} used`
            : `${formatUsd(sums.billedUsd)} billed${sums.estimatedUsd > 0 ? `, ${formatUsd(sums.estimatedUsd)} estimated` : ""}`
      }
      parts={sums.groups.map(({ group, usd }) => ({
        value: Math.max(0, usd),
        fill: groupTokens[group],
        label: `${usageGroupTitles[group]} ${formatUsd(usd)}`,
      }))}
      facts={
        forecast
          ? [
              {
                key: "forecast",
                label: "Forecast of the month",
                value:
                  forecast.usd === null ? (
                    <Unknown reason={forecast.reason ?? "not known"} />
                  ) : (
                    <Link href={`/costs?month=${data.month}&by=account`}>{formatUsd(forecast.usd)}</Link>
                  ),
              },
              {
                key: "band",
                label: <Term name="forecastBand">80 % band</Term>,
                value:
                  forecast.lowUsd === null || forecast.highUsd === null
                    ? "—"
                    : `${formatUsd(forecast.lowUsd)} to ${formatUsd(forecast.highUsd)}`,
              },
            ]
          : [comparedFact(data)]
      }
      provenance={{
        asOf: basis.asOf,
        coverage: { part: basis.fresh, whole: basis.scopes, of: "scopes" },
        source: "billed, estimated since",
        href: "/collectors?collector=costs",
      }}
    />
  );
}

function comparedFact(data: Executive): Fact {
  const { comparison } = data.cost.spend;
  if (!("usd" in comparison))
    return {
      key: "before",
      label: "Month before",
      value: <Unknown reason={comparison.reason}>not comparable</Unknown>,
    };
  return {
    key: "before",
    label: formatDays(comparison.beforeDays.first, comparison.beforeDays.last),
    value: (
      <>
        {formatUsd(comparison.beforeUsd)}{" "}
        <span className="quiet">{formatChange(comparison.beforeUsd, comparison.usd)}</span>
      </>
    ),
  };
}

const notYet = <Unknown reason="Nothing has been collected yet" />;

function AvailabilityCard({ data }: { data: Executive }) {
  const { fleet } = data.reliability;
  const availability = fleet?.evidence.availability;
  const href = fleet && `/slos/${encodeURIComponent(fleet.sloId)}`;
  const left = fleet?.budgetLeft ?? null;
  return (
    <Card
      title="Availability"
      mark={
        fleet && (
          <StatusPill status={sloStateWords[fleet.state].status}>
            {sloStateWords[fleet.state].text}
          </StatusPill>
        )
      }
      figure={
        !fleet || !href ? (
          <Unknown reason="No objective is kept at each endpoint, or none was evaluated yet">
            not measured
          </Unknown>
        ) : fleet.attainment === null ? (
          <Unknown reason={fleet.reason} />
        ) : (
          <Link href={href}>{attainmentText(fleet.attainment)}</Link>
        )
      }
      note={
        fleet?.objective
          ? `objective ${formatDecimal(fleet.objective, 4)} %, ${windowWords(fleet.window)}`
          : "what AWS reports is not whether calls get through"
      }
      parts={
        availability
          ? [
              { value: availability.classes["99.9"], fill: "--ok", label: "at least 99.9 %" },
              {
                value: availability.classes["99"] + availability.classes["95"],
                fill: "--warn",
                label: "95 to 99.9 %",
              },
              { value: availability.classes.below, fill: "--bad", label: "below 95 %" },
              { value: availability.classes.unknown, fill: "hatched", label: "not measured" },
            ]
          : []
      }
      facts={[
        {
          key: "budget",
          label: <Term name="errorBudget">Error budget left</Term>,
          value:
            left === null ? (
              <Unknown reason={fleet?.reason ?? "Nothing is promised"}>–</Unknown>
            ) : left <= 0 ? (
              "none"
            ) : (
              `${formatDecimal(left * 100, 0)} %`
            ),
        },
        {
          key: "share",
          label: "Endpoints at 99.9 %",
          value: availability ? (
            <a href="#availability">
              {formatCount(availability.classes["99.9"])}{" "}
              <span className="quiet">of {formatCount(availability.known)} measured</span>
            </a>
          ) : (
            "—"
          ),
        },
      ]}
      provenance={{
        asOf: fleet?.asOf ?? null,
        coverage: availability && {
          part: availability.known,
          whole: availability.endpoints,
          of: "endpoints",
        },
        source: "measured by probes",
        href,
      }}
    />
  );
}

function ActiveCard({ data }: { data: Executive }) {
  const { total } = data.active;
  const known = data.trafficBasis.asOf !== null;
  return (
    <Card
      title="Active endpoints"
      mark={
        known && total.unknown > 0 ? (
          <StatusPill status="unknown">{formatCount(total.unknown)} unknown</StatusPill>
        ) : undefined
      }
      figure={known ? <a href="#active">{formatCount(total.active)}</a> : notYet}
      note={known ? `of ${formatCountOf(total.endpoints, "endpoint")} are in use` : "not judged yet"}
      parts={activeParts(total)}
      facts={[
        {
          key: "idle",
          label: (
            <>
              <StatusMark status="idle" /> Idle
            </>
          ),
          value: known ? (
            <Link href={endpointsHref({ idleState: "idle" })}>{formatCount(total.idle)}</Link>
          ) : (
            "—"
          ),
        },
        {
          key: "undecided",
          label: <Term name="notMeasurable">Not measurable, or too new</Term>,
          value: known ? (
            <Link href={endpointsHref({ idleState: ["not-measurable", "too-new"] })}>
              {formatCount(total.notMeasurable + total.tooNew)}
            </Link>
          ) : (
            "—"
          ),
        },
      ]}
      provenance={trafficProvenance(data)}
    />
  );
}

/** As of, coverage and source of everything that rests on idle verdicts. */
export function trafficProvenance({ trafficBasis }: Executive) {
  return {
    asOf: trafficBasis.asOf,
    coverage: { part: trafficBasis.fresh, whole: trafficBasis.scopes, of: "scopes" },
    source: "judged from CloudWatch",
    href: "/collectors?collector=metrics",
  };
}

function WasteCard({ data }: { data: Executive }) {
  const { wasteKinds, realized, waste, spendDays } = data;
  const known = data.trafficBasis.asOf !== null;
  const usd = wasteKinds.usdPerMonth;
  const forecast = spendDays.outlook?.forecast.usd;
  return (
    <Card
      title="Waste"
      mark={
        known && usd !== null && forecast ? (
          <StatusPill status="idle">{formatShare(usd, forecast)} of the forecast</StatusPill>
        ) : known && waste.unpriced > 0 ? (
          <StatusPill status="unknown">{formatCount(waste.unpriced)} unpriced</StatusPill>
        ) : undefined
      }
      figure={
        !known ? (
          notYet
        ) : usd === null ? (
          <Unknown reason="No price is known for what is idle" />
        ) : (
          <a href="#waste">{formatUsd(usd)}</a>
        )
      }
      note={known && usd !== null ? `a month, ${formatUsd(usd * 12)} a year` : "not judged yet"}
      parts={wasteKinds.lines.map(({ kind, usdPerMonth }, index) => ({
        value: usdPerMonth ?? 0,
        fill: ["--idle", "--s4", "--s5", "--s6", "--s3", "--line-strong"][index] ?? "--line-strong",
        label: `${kind} ${formatUsd(usdPerMonth ?? 0)}`,
      }))}
      facts={[
        {
          key: "realized",
          label: "Realized so far, a month",
          value: known ? (
            <Link href="/idle?decision=retired&state=">{formatUsd(realized.usdPerMonth ?? 0)}</Link>
          ) : (
            "—"
          ),
        },
        {
          key: "endpoints",
          label: "Idle endpoints",
          value: known ? (
            <Link href={idleHref({ resourceType: "endpoint" })}>{formatCount(waste.endpoints)}</Link>
          ) : (
            "—"
          ),
        },
      ]}
      provenance={{ ...trafficProvenance(data), source: "judged; estimated at list prices" }}
    />
  );
}
