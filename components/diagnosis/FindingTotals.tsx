import lists from "#components/lists/lists.module.css";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import type { FindingTotal, VerdictTotal } from "#lib/diagnosis/findingTotals.ts";
import { severities } from "#lib/diagnosis/schema.ts";
import { formatCount, formatCountOf } from "#lib/format/numbers.ts";
import classes from "./diagnosis.module.css";
import { severityStatus, verdictWords } from "./words.ts";

const severityTitles = { page: "Page now", ticket: "Ticket", info: "Worth knowing" } as const;

/** How many paths stand, and what fails most. */
export function FindingTotals({
  totals: { checks, verdicts },
  asOf,
}: {
  totals: { checks: FindingTotal[]; verdicts: VerdictTotal[] };
  asOf: string | null;
}) {
  const paths = verdicts.reduce((sum, { count }) => sum + count, 0);
  return (
    <Panel title="At a glance" provenance={{ asOf, source: `${formatCountOf(paths, "path")} walked` }}>
      <dl className={lists.figures}>
        {(["broken", "cause-not-known", "not-known", "in-order"] as const).map((kind) => (
          <div key={kind}>
            <dt>
              <StatusMark status={verdictWords[kind].status} /> {verdictWords[kind].text}
            </dt>
            <dd>
              {paths === 0 ? (
                <Unknown reason="No path has been walked yet.">not yet</Unknown>
              ) : (
                <>
                  {formatCount(verdicts.find((one) => one.kind === kind)?.count ?? 0)}
                  <small>of {formatCountOf(paths, "path")}</small>
                </>
              )}
            </dd>
          </div>
        ))}
      </dl>
      {checks.length > 0 && (
        <div className={classes.groups}>
          {severities.map((severity) => (
            <section key={severity}>
              <h3>
                <StatusMark status={severityStatus[severity]} /> {severityTitles[severity]}
              </h3>
              <ul>
                {checks
                  .filter((one) => one.severity === severity)
                  .slice(0, mostChecks)
                  .map(({ checkId, title, count }) => (
                    <li key={checkId}>
                      <Link href={`/findings?checkId=${checkId}&severity=${severity}`} title={checkId}>
                        {title}
                      </Link>
                      <span>{formatCount(count)}</span>
                    </li>
                  ))}
              </ul>
            </section>
          ))}
        </div>
      )}
    </Panel>
  );
}

const mostChecks = 8;
