import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { StatusMark, StatusPill } from "#components/ui/StatusMark.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { usageGroupTitles } from "#lib/cost/schema.ts";
import { failingStates } from "#lib/executive/headline.ts";
import { endpointsHref } from "#lib/executive/links.ts";
import type { Executive } from "#lib/executive/loaders.ts";
import { formatUsd } from "#lib/format/money.ts";
import { formatChange, formatCount, formatCountOf, formatShare } from "#lib/format/numbers.ts";
import { formatDay, formatDays, formatMonth } from "#lib/format/time.ts";
import { Card } from "./Card.tsx";
import { groupTokens } from "./drawing.ts";
import classes from "./executive.module.css";
import { activeParts } from "./parts.ts";

/** The four figures of the page. */
export function Cards({ data }: { data: Executive }) {
  return (
    <div className={classes.cards}>
      <SpendCard data={data} />
      <StateCard data={data} />
      <ActiveCard data={data} />
      <WasteCard data={data} />
    </div>
  );
}

function SpendCard({ data }: { data: Executive }) {
  const { spend, basis } = data.cost;
  const compared = "usd" in spend.comparison ? spend.comparison : undefined;
  const change = compared && formatChange(compared.beforeUsd, compared.usd);
  return (
    <Card
      title={
        data.currentMonth ? "Spend, month to date" : `Spend, ${formatMonth(data.month, { year: false })}`
      }
      figure={
        spend.shown ? (
          <a href="#spend">{formatUsd(spend.totalUsd)}</a>
        ) : (
          <Unknown reason="Nothing has been billed for this month">not billed</Unknown>
        )
      }
      note={spend.shown ? `billed to ${formatDay(spend.shown.last)}` : "Cost Explorer has no day of it yet"}
      parts={spend.groups.map(({ group, usd }) => ({
        value: Math.max(0, usd),
        fill: groupTokens[group],
        label: `${usageGroupTitles[group]} ${formatUsd(usd)}`,
      }))}
      facts={[
        ...(compared
          ? [
              // Only complete days are compared, so this is less than the figure above.
              {
                key: "compared",
                label: formatDays(compared.days.first, compared.days.last),
                value: (
                  <>
                    {formatUsd(compared.usd)} <span className={classes.quiet}>{change}</span>
                  </>
                ),
              },
              {
                key: "before",
                label: formatDays(compared.beforeDays.first, compared.beforeDays.last),
                value: formatUsd(compared.beforeUsd),
              },
            ]
          : [
              {
                key: "before",
                label: "Month before",
                value: (
                  <Unknown reason={(spend.comparison as { reason: string }).reason}>not comparable</Unknown>
                ),
              },
            ]),
      ]}
      provenance={{
        asOf: basis.asOf,
        coverage: { part: basis.fresh, whole: basis.scopes, of: "scopes" },
        source: "billed",
        href: "/collectors?collector=costs",
      }}
    />
  );
}

const notYet = <Unknown reason="Nothing has been collected yet" />;

function StateCard({ data }: { data: Executive }) {
  const { states, statesBasis } = data;
  const { counts, endpoints } = states;
  const moving = counts.waiting + counts.leaving + counts.other;
  // Before the first success, zero endpoints is no finding.
  const known = endpoints > 0 || statesBasis.asOf !== null;
  const unseen = endpoints > 0 && counts.unknown === endpoints;
  return (
    <Card
      title="State reported by EC2"
      mark={endpoints > 0 && <StateMark counts={counts} />}
      figure={<Available count={counts.available} known={known} unseen={unseen} />}
      note={
        !known
          ? "no endpoint has been seen"
          : unseen
            ? `${formatCountOf(endpoints, "endpoint")}, none seen lately`
            : `of ${formatCountOf(endpoints, "endpoint")} available${endpoints > 0 ? `, ${formatShare(counts.available, endpoints)}` : ""}`
      }
      parts={[
        { value: counts.available, fill: "--ok", label: `available ${counts.available}` },
        { value: moving, fill: "--s5", label: `in between ${moving}` },
        { value: counts.failing, fill: "--bad", label: `failing ${counts.failing}` },
        { value: counts.unknown, fill: "hatched", label: `unknown ${counts.unknown}` },
      ]}
      facts={[
        {
          key: "failing",
          label: (
            <>
              <StatusMark status={counts.failing > 0 ? "bad" : "none"} /> Failed, rejected, expired, partial
            </>
          ),
          value: known ? (
            <Link href={endpointsHref({ state: failingStates })}>{formatCount(counts.failing)}</Link>
          ) : (
            "—"
          ),
        },
        {
          key: "unknown",
          label: (
            <>
              <StatusMark status="unknown" /> Not seen lately
            </>
          ),
          value: known ? (
            <Link href={endpointsHref({ stale: "true" })}>{formatCount(counts.unknown)}</Link>
          ) : (
            "—"
          ),
        },
      ]}
      provenance={{
        asOf: statesBasis.asOf,
        coverage: { part: statesBasis.fresh, whole: statesBasis.scopes, of: "scopes" },
        source: "reported by AWS, not probed",
        href: "/collectors?collector=endpoints",
      }}
    />
  );
}

function Available({ count, known, unseen }: { count: number; known: boolean; unseen: boolean }) {
  if (!known) return notYet;
  if (unseen) return <Unknown reason="The scopes of all endpoints fail or are overdue" />;
  return <Link href={endpointsHref({ state: "available" })}>{formatCount(count)}</Link>;
}

function StateMark({ counts }: { counts: Executive["states"]["counts"] }) {
  if (counts.failing > 0) return <StatusPill status="bad">{formatCount(counts.failing)} failing</StatusPill>;
  if (counts.unknown > 0)
    return <StatusPill status="unknown">{formatCount(counts.unknown)} unknown</StatusPill>;
  return <StatusPill status="ok">none failing</StatusPill>;
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
          value: known ? <a href="#waste">{formatCount(total.idle)}</a> : "—",
        },
        {
          key: "undecided",
          label: "Not measurable, or too new",
          value: known ? formatCount(total.notMeasurable + total.tooNew) : "—",
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
  const { waste, active } = data;
  const known = data.trafficBasis.asOf !== null;
  return (
    <Card
      title="Waste"
      mark={
        known && waste.unpriced > 0 ? (
          <StatusPill status="unknown">{formatCount(waste.unpriced)} unpriced</StatusPill>
        ) : undefined
      }
      figure={
        !known ? (
          notYet
        ) : waste.usdPerMonth === null ? (
          <Unknown reason="No price is known for what is idle" />
        ) : (
          <a href="#waste">{formatUsd(waste.usdPerMonth)}</a>
        )
      }
      note={known ? "a month for what is idle, at list prices" : "not judged yet"}
      parts={
        active.total.endpoints > 0
          ? [
              { value: active.total.idle, fill: "--idle", label: `${active.total.idle} idle` },
              {
                value: active.total.endpoints - active.total.idle,
                fill: "--line",
                label: `${active.total.endpoints - active.total.idle} others`,
              },
            ]
          : []
      }
      facts={[
        { key: "endpoints", label: "Idle endpoints", value: known ? formatCount(waste.endpoints) : "—" },
        {
          key: "zones",
          label: "Idle zones, services, balancers",
          value: known ? formatCount(waste.zones + waste.others) : "—",
        },
      ]}
      provenance={{ ...trafficProvenance(data), source: "judged; estimated at list prices" }}
    />
  );
}
