import classes from "#components/lists/lists.module.css";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { formatUsd } from "#lib/format/money.ts";
import { formatCount, formatCountOf } from "#lib/format/numbers.ts";
import { idleResourceTypes } from "#lib/idle/schema.ts";
import type { IdleTotal } from "#lib/idle/totals.ts";
import { resourceTypeWords } from "./words.ts";

/** What could be saved, kind by kind, and of how many nothing can be said. */
export function IdleTotals({ totals, asOf }: { totals: IdleTotal[]; asOf: string | null }) {
  const idle = totals.filter(({ state }) => state === "idle");
  const unknown = totals.filter(({ state }) => state === "unknown").reduce(sumOf("count"), 0);
  const judged = totals.reduce(sumOf("count"), 0);
  const saving = idle.reduce((sum, { savingUsd }) => sum + (savingUsd ?? 0), 0);
  const unpriced = idle.reduce(sumOf("unpriced"), 0);
  return (
    <Panel title="What could be saved" provenance={{ asOf, source: "estimated at list prices" }}>
      <dl className={classes.figures}>
        <div>
          <dt>All together</dt>
          <dd>
            {judged === 0 ? "–" : `${formatUsd(saving)} a month`}
            <small>
              {judged === 0 ? "not judged yet" : `${formatUsd(saving * 12)} a year`}
              {unpriced > 0 && `, ${formatCountOf(unpriced, "thing", "things")} without a price left out`}
            </small>
          </dd>
        </div>
        {idleResourceTypes.map((type) => {
          const one = idle.find(({ resourceType }) => resourceType === type);
          return (
            <div key={type}>
              <dt>Idle {resourceTypeWords[type].many}</dt>
              <dd>
                <Link className="figure" href={`/idle?state=idle&resourceType=${type}`}>
                  {judged === 0 ? "–" : formatCount(one?.count ?? 0)}
                </Link>
                <small>
                  {one?.savingUsd ? `${formatUsd(one.savingUsd)} a month` : "nothing to save"}
                  {one && one.kept > 0 && `, ${formatCount(one.kept)} kept by their owners`}
                </small>
              </dd>
            </div>
          );
        })}
        <div>
          <dt>Not known</dt>
          <dd>
            <Link className="figure" href="/idle?state=unknown">
              {formatCount(unknown)}
            </Link>
            <small>of {formatCount(judged)} judged; never counted as idle</small>
          </dd>
        </div>
      </dl>
    </Panel>
  );
}

const sumOf = (field: "count" | "unpriced") => (sum: number, total: IdleTotal) => sum + total[field];
