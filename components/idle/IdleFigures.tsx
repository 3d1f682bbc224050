import classes from "#components/lists/lists.module.css";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { Term } from "#components/ui/Term.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { formatUsd } from "#lib/format/money.ts";
import { formatCount, formatCountOf } from "#lib/format/numbers.ts";
import type { IdleSaving, IdleSummary } from "#lib/idle/summary.ts";
import { resourceTypeWords } from "./words.ts";

const notYet = (
  <Unknown reason="The first evaluation follows the first complete collection.">not yet</Unknown>
);

/** What could be saved, kind by kind, and of how many nothing can be said. */
export function IdleFigures({ summary, asOf }: { summary: IdleSummary; asOf: string | null }) {
  const { judged, unknown, savingUsd, unpriced, kinds } = summary;
  const known = judged > 0;
  return (
    <Panel title="What could be saved" provenance={{ asOf, source: "estimated at list prices" }}>
      <dl className={classes.figures}>
        <div>
          <dt>All together</dt>
          <dd>
            {!known && notYet}
            {known && savingUsd === null && <Unknown reason="Nothing that is idle has a price." />}
            {known && savingUsd !== null && `${formatUsd(savingUsd)} a month`}
            <small>
              {known && savingUsd !== null && `${formatUsd(savingUsd * 12)} a year`}
              {unpriced > 0 && `, ${formatCountOf(unpriced, "thing")} without a price left out`}
            </small>
          </dd>
        </div>
        {kinds.map((kind) => (
          <div key={kind.resourceType}>
            <dt>
              <Term name={kind.resourceType === "endpoint-az" ? "idleZone" : "idle"}>
                Idle {resourceTypeWords[kind.resourceType].many}
              </Term>
            </dt>
            <dd>
              {known ? (
                <Link className="figure" href={`/idle?state=idle&kept=no&resourceType=${kind.resourceType}`}>
                  {formatCount(kind.count)}
                </Link>
              ) : (
                notYet
              )}
              {known && <small>{savingWords(kind)}</small>}
            </dd>
          </div>
        ))}
        <div>
          <dt>
            <Term name="unknownIdle">Not known</Term>
          </dt>
          <dd>
            {known ? (
              <Link className="figure" href="/idle?state=unknown">
                {formatCount(unknown)}
              </Link>
            ) : (
              notYet
            )}
            {known && <small>of {formatCount(judged)} judged; never counted as idle</small>}
          </dd>
        </div>
      </dl>
    </Panel>
  );
}

function savingWords({ savingUsd, kept }: IdleSaving): string {
  const saving =
    savingUsd === null
      ? "no price is known"
      : savingUsd === 0
        ? "nothing to save"
        : `${formatUsd(savingUsd)} a month`;
  return kept > 0 ? `${saving}, ${formatCount(kept)} more kept by their owners` : saving;
}
