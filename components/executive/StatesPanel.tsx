import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { ShareBar } from "#components/ui/ShareBar.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { endpointsHref } from "#lib/executive/links.ts";
import type { Executive } from "#lib/executive/loaders.ts";
import type { Status } from "#lib/executive/schema.ts";
import { type StateClass, type StatePlace, spellState } from "#lib/executive/states.ts";
import { formatCount, formatCountOf, formatShare } from "#lib/format/numbers.ts";
import classes from "./executive.module.css";

const most = 8;
const marks: Record<StateClass, Status> = {
  available: "ok",
  waiting: "busy",
  failing: "bad",
  leaving: "none",
  other: "warn",
  unknown: "unknown",
};
const fills: Record<StateClass, string> = {
  available: "--ok",
  waiting: "--s1",
  failing: "--bad",
  leaving: "--line-strong",
  other: "--warn",
  unknown: "hatched",
};

/** What EC2 reports of the endpoints, and where something is wrong, worst first. */
export function StatesPanel({ data }: { data: Executive }) {
  const { states, statesBasis: basis } = data;
  return (
    <Panel
      id="states"
      title="Endpoints by state, as EC2 reports it"
      provenance={{
        asOf: basis.asOf,
        coverage: { part: basis.fresh, whole: basis.scopes, of: "scopes" },
        source: "reported by AWS, not probed",
        href: "/collectors?collector=endpoints",
      }}
    >
      {states.endpoints === 0 ? (
        <EmptyState title="No endpoint has been collected yet" />
      ) : (
        <>
          <StateBar data={data} />
          <Places data={data} />
        </>
      )}
    </Panel>
  );
}

function StateBar({ data: { states } }: { data: Executive }) {
  const { counts, endpoints } = states;
  const shown = [...states.states].toReversed();
  return (
    <>
      <ShareBar
        parts={[
          ...shown.map(({ state, class: stateClass, endpoints: value }) => ({
            value,
            fill: fills[stateClass],
            label: `${spellState(state)} ${value}`,
          })),
          { value: counts.unknown, fill: fills.unknown, label: `unknown ${counts.unknown}` },
        ]}
      />
      <div className={classes.keys}>
        {shown.map(({ state, class: stateClass, endpoints: value }) => (
          <Link key={state} href={endpointsHref({ state: state || null })}>
            <StatusMark status={marks[stateClass]} /> {spellState(state)} <b>{formatCount(value)}</b>
            {stateClass === "available" && (
              <span className={classes.quiet}>{formatShare(value, endpoints)}</span>
            )}
          </Link>
        ))}
        {counts.unknown > 0 && (
          <Link href={endpointsHref({ stale: "true" })}>
            <StatusMark status="unknown" /> unknown <b>{formatCount(counts.unknown)}</b>
          </Link>
        )}
      </div>
    </>
  );
}

function Places({ data: { states } }: { data: Executive }) {
  const { places, calmPlaces } = states;
  if (places.length === 0) {
    return (
      <p className={classes.note}>
        All endpoints are available in{" "}
        {formatCountOf(calmPlaces, "account and region", "accounts and regions")}.
      </p>
    );
  }
  const more = places.length - most;
  return (
    <>
      <table className={classes.table}>
        <caption className="visually-hidden">
          Accounts and regions with endpoints that are not available
        </caption>
        <thead>
          <tr>
            <th scope="col">Account, worst first</th>
            <th scope="col">Region</th>
            <th scope="col">Not available</th>
            <th scope="col" className={classes.right}>
              Available
            </th>
          </tr>
        </thead>
        <tbody>
          {places.slice(0, most).map((place) => (
            <Place key={`${place.accountId} ${place.region}`} place={place} />
          ))}
        </tbody>
      </table>
      <p className={classes.note}>
        {more > 0 && `${formatCountOf(more, "more place")} with something to see. `}
        {calmPlaces > 0 &&
          `${formatCountOf(calmPlaces, "account and region", "accounts and regions")} with all endpoints available.`}
      </p>
    </>
  );
}

function Place({ place }: { place: StatePlace }) {
  const { accountId, accountName, region, counts, endpoints, states } = place;
  const status: Status =
    counts.failing > 0 ? "bad" : counts.unknown > 0 ? "unknown" : counts.waiting > 0 ? "busy" : "none";
  const words = [
    ...states.map(({ state, endpoints: value }) => `${formatCount(value)} ${spellState(state)}`),
    ...(counts.unknown > 0 ? [`${formatCount(counts.unknown)} unknown: the scope fails or is overdue`] : []),
  ];
  return (
    <tr>
      <th scope="row">
        <StatusMark status={status} />{" "}
        <Link href={endpointsHref({ accountId, region })} title={accountId}>
          {accountName ?? accountId}
        </Link>
      </th>
      <td>{region}</td>
      <td>{words.join(", ")}</td>
      <td className={classes.right}>
        {formatCount(counts.available)} / {formatCount(endpoints)}
      </td>
    </tr>
  );
}
