import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { Time } from "#components/ui/Time.tsx";
import type { Executive } from "#lib/executive/loaders.ts";
import { formatUsd } from "#lib/format/money.ts";
import { formatCountOf } from "#lib/format/numbers.ts";
import { formatMonth } from "#lib/format/time.ts";
import classes from "./executive.module.css";

const mostChanges = 5;

/** The change log of the last seven days in sentences. */
export function ChangesPanel({ data }: { data: Executive }) {
  const { week, changes, changesSince, statesBasis } = data;
  const latest = changes[0]?.latestAt ?? statesBasis.asOf;
  const more = changes.length - mostChanges;
  return (
    <Panel
      id="changes"
      title="What changed since last week"
      provenance={{ asOf: latest, source: "source per line" }}
    >
      {week.length > 0 && (
        <ul className={classes.changes}>
          {week.map(({ key, status, text, href, source }) => (
            <li key={key}>
              <StatusMark status={status} />
              <div>
                {href ? <Link href={href}>{text}</Link> : text} <span className="quiet">{source}</span>
              </div>
            </li>
          ))}
        </ul>
      )}
      {changes.length === 0 && week.length > 0 ? null : changes.length === 0 ? (
        <EmptyState title={statesBasis.asOf ? "Nothing changed" : "Nothing has been collected yet"}>
          {statesBasis.asOf && (
            <p>
              Watched since <Time at={changesSince} />. What the first run of a scope finds is its baseline,
              not a change.
            </p>
          )}
        </EmptyState>
      ) : (
        <ul className={classes.changes}>
          {changes.slice(0, mostChanges).map(({ key, status, text, latestAt }) => (
            <li key={key}>
              <StatusMark status={status} />
              <div>
                {text}{" "}
                <span className="quiet">
                  inventory, last <Time at={latestAt} />
                </span>
              </div>
            </li>
          ))}
        </ul>
      )}
      {more > 0 && <p className={classes.note}>{formatCountOf(more, "more kind")} of change.</p>}
    </Panel>
  );
}

/** What AWS charges for the calls that collectors make. */
export function WatchPanel({ data }: { data: Executive }) {
  const { watch, month, currentMonth, cost } = data;
  const paid = watch.costs.filter(({ costUsd }) => costUsd > 0);
  return (
    <Panel
      title="What watching costs"
      provenance={{
        asOf: watch.asOf,
        source: "counted by Linkledger at list price; not part of the spend shown",
      }}
    >
      <div className={classes.figure}>
        <Link href="/collectors#cost">{formatUsd(watch.totalUsd, watch.totalUsd < 100 ? 2 : 0)}</Link>
      </div>
      <p className={classes.note}>
        {currentMonth ? "this month so far" : `in ${formatMonth(month)}`}
        {paid.length > 0 &&
          `: ${paid.map(({ collector, costUsd }) => `${collector} ${formatUsd(costUsd, 2)}`).join(", ")}`}
        .
        {watch.totalUsd > 0 &&
          cost.spend.totalUsd > 0 &&
          ` That is ${formatCents(watch.totalUsd / cost.spend.totalUsd)} per dollar of the spend above.`}
      </p>
    </Panel>
  );
}

const formatCents = (share: number) =>
  share < 0.001 ? "less than 0.1 cent" : `${(share * 100).toFixed(1)} cents`;
