import { windowWords } from "#components/slo/definitionWords.ts";
import { attainmentText, budgetStatus } from "#components/slo/words.ts";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { ShareBar } from "#components/ui/ShareBar.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { failingStates } from "#lib/executive/headline.ts";
import { endpointsHref } from "#lib/executive/links.ts";
import type { Executive } from "#lib/executive/loaders.ts";
import type { BudgetRow } from "#lib/executive/reliability.ts";
import { budgetGroups } from "#lib/executive/reliabilityData.ts";
import type { Status } from "#lib/executive/schema.ts";
import { formatCount, formatCountOf, formatDecimal, formatShare } from "#lib/format/numbers.ts";
import { BudgetLine } from "./BudgetLine.tsx";
import classes from "./executive.module.css";

const classRows = [
  { name: "99.9", text: "≥ 99.9 %", status: "ok", fill: "--ok" },
  { name: "99", text: "99–99.9 %", status: "warn", fill: "--s3" },
  { name: "95", text: "95–99 %", status: "warn", fill: "--warn" },
  { name: "below", text: "< 95 %", status: "bad", fill: "--bad" },
  { name: "unknown", text: "not measured", status: "unknown", fill: "hatched" },
] as const satisfies { name: string; text: string; status: Status; fill: string }[];

/** Whether the fleet was reachable: endpoints by how available they were, and who spent the error budget. */
export function AvailabilityPanel({ data }: { data: Executive }) {
  const { fleet } = data.reliability;
  const availability = fleet?.evidence.availability;
  return (
    <Panel
      id="availability"
      title={`Availability${fleet ? `, ${windowWords(fleet.window)}` : ""}`}
      provenance={{
        asOf: fleet?.asOf ?? null,
        coverage: availability && {
          part: availability.known,
          whole: availability.endpoints,
          of: "endpoints",
        },
        source: "measured by probes",
        href: fleet && `/slos/${encodeURIComponent(fleet.sloId)}`,
      }}
    >
      {!fleet || !availability ? (
        <EmptyState title="Availability is not measured">
          <p>
            No objective is kept at each endpoint, or none was evaluated yet. What AWS reports of a state is
            not whether calls get through.
          </p>
        </EmptyState>
      ) : (
        <>
          <ShareBar
            parts={classRows.map(({ name, text, fill }) => ({
              value: availability.classes[name],
              fill,
              label: `${text} ${availability.classes[name]}`,
            }))}
          />
          <div className={classes.keys}>
            {classRows.map(({ name, text, status }) => (
              <a
                key={name}
                href={`/api/v1/slo-endpoints.csv?sloId=${encodeURIComponent(fleet.sloId)}&availabilityClass=${name}`}
              >
                <StatusMark status={status} /> {text} <b>{formatCount(availability.classes[name])}</b>
                <span className="quiet">
                  {formatShare(availability.classes[name], availability.endpoints)}
                </span>
              </a>
            ))}
          </div>
          <p className={classes.note}>
            Not measured is neither up nor down: no probe reaches those endpoints, or too seldom.
          </p>
          <Budgets data={data} />
        </>
      )}
      <Reported data={data} />
    </Panel>
  );
}

function Budgets({ data }: { data: Executive }) {
  const { fleet, by, rows } = data.reliability;
  if (!fleet || fleet.objective === null || rows.length === 0) return null;
  return (
    <>
      <nav className={`${classes.switch} ${classes.narrow} no-print`} aria-label="Error budget by">
        {budgetGroups.map((group) => (
          <Link
            key={group}
            href={`/?month=${data.month}&by=${data.cost.dimension}&budget=${group}#availability`}
            scroll={false}
            aria-current={group === by ? "true" : undefined}
          >
            By {group}
          </Link>
        ))}
      </nav>
      <table className={classes.table}>
        <caption className="visually-hidden">Error budget by {by}</caption>
        <thead>
          <tr>
            <th scope="col">{by === "service" ? "Service" : "Environment"}</th>
            <th scope="col" data-align="right">
              Measured
            </th>
            <th scope="col" data-align="right">
              Available
            </th>
            <th scope="col" data-align="right">
              Budget left
            </th>
            <th scope="col" className={classes.wideOnly}>
              Burn-down
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.others ?? ""} ${row.key}`}>
              <th scope="row">
                <Mark row={row} /> <Name row={row} by={by} />
              </th>
              <Figures row={row} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">
              <Link href={`/slos/${encodeURIComponent(fleet.sloId)}`}>Fleet</Link>{" "}
              <span className="quiet">objective {formatDecimal(fleet.objective, 4)} %</span>
            </th>
            <td data-align="right">
              {formatCount(fleet.evidence.availability?.known ?? 0)}
              <span className="quiet"> / {formatCount(fleet.evidence.availability?.endpoints ?? 0)}</span>
            </td>
            <td data-align="right">
              {fleet.attainment === null ? (
                <Unknown reason={fleet.reason} />
              ) : (
                attainmentText(fleet.attainment)
              )}
            </td>
            <td data-align="right">
              <Left left={fleet.budgetLeft} />
            </td>
            <td className={classes.wideOnly}>
              <BudgetLine values={data.reliability.fleetBurnDown} label="Error budget of the fleet by day" />
            </td>
          </tr>
        </tfoot>
      </table>
    </>
  );
}

function Mark({ row }: { row: BudgetRow }) {
  if (row.left === null) return <StatusMark status="unknown" label="not measured" />;
  return <StatusMark status={budgetStatus(row.left)} />;
}

function Name({ row, by }: { row: BudgetRow; by: "service" | "environment" }) {
  if (row.others !== null) return <span className="quiet">{row.others} others</span>;
  if (row.key === null)
    return (
      <Unknown reason={by === "service" ? "The service is not told" : "These carry no environment tag"}>
        none
      </Unknown>
    );
  return (
    <Link
      href={endpointsHref(by === "service" ? { serviceName: row.key } : { environment: row.key })}
      title={row.key}
    >
      {row.name ?? row.key.replace(/^com\.amazonaws\./, "")}
    </Link>
  );
}

function Figures({ row }: { row: BudgetRow }) {
  return (
    <>
      <td data-align="right">
        {formatCount(row.measured)}
        <span className="quiet"> / {formatCount(row.endpoints)}</span>
      </td>
      <td data-align="right">
        {row.attainment === null ? (
          <Unknown reason="No probe reaches any of them">not measured</Unknown>
        ) : (
          attainmentText(row.attainment)
        )}
      </td>
      <td data-align="right">
        <Left left={row.left} />
      </td>
      <td className={classes.wideOnly}>
        <BudgetLine values={row.burnDown} label={`Error budget of ${row.name ?? row.key} by day`} />
      </td>
    </>
  );
}

function Left({ left }: { left: number | null }) {
  if (left === null) return <Unknown reason="Nothing was counted">–</Unknown>;
  if (left < -1)
    return (
      <b title={`${formatDecimal(1 - left)} times the budget was spent`} className={classes.bad}>
        none<span className={classes.wideOnly}>, {formatDecimal(1 - left, 0)}× spent</span>
      </b>
    );
  return <b className={left <= 0 ? classes.bad : undefined}>{formatDecimal(left * 100, 0)} %</b>;
}

/** What AWS itself says, which is a state and no measurement. */
function Reported({ data }: { data: Executive }) {
  const { states, services, statesBasis } = data;
  const { counts, endpoints } = states;
  if (statesBasis.asOf === null) return null;
  const moving = counts.waiting + counts.leaving + counts.other;
  return (
    <section className={`${classes.keys} ${classes.reported}`} aria-label="State reported by AWS">
      <span>AWS reports of {formatCountOf(endpoints, "endpoint")}:</span>
      <Link href={endpointsHref({ state: "available", stale: "false" })}>
        <StatusMark status="ok" /> available <b>{formatCount(counts.available)}</b>
      </Link>
      <Link href={endpointsHref({ state: failingStates })}>
        <StatusMark status={counts.failing > 0 ? "bad" : "none"} /> failed, rejected, expired, partial{" "}
        <b>{formatCount(counts.failing)}</b>
      </Link>
      <span>
        <StatusMark status="busy" /> in between <b>{formatCount(moving)}</b>
      </span>
      <Link href={endpointsHref({ stale: "true" })}>
        <StatusMark status="unknown" /> not seen lately <b>{formatCount(counts.unknown)}</b>
      </Link>
      <Link href="/services">
        <StatusMark
          status={services.counts.down > 0 ? "bad" : services.counts["zone-down"] > 0 ? "warn" : "ok"}
        />{" "}
        own services with a zone without healthy target{" "}
        <b>{formatCount(services.counts.down + services.counts["zone-down"])}</b>{" "}
        <span className="quiet">of {formatCount(services.services)}</span>
      </Link>
    </section>
  );
}
