import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { EmptyState } from "#components/ui/States.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { Time } from "#components/ui/Time.tsx";
import { formatCountOf } from "#lib/format/numbers.ts";
import type { CollectorsOverview, CollectorsQuery } from "#lib/runs/loaders.ts";
import type { Problem } from "#lib/runs/overview.ts";
import classes from "./collectors.module.css";
import { collectorsHref } from "./href.ts";
import { stateMarks, stateWords } from "./words.ts";

/** What fails, since when, and what to change; one entry per account and reason. */
export function ProblemsPanel({ data }: { data: CollectorsOverview }) {
  const { problems, moreProblems, problemsAsOf, query, now, collectors } = data;
  const planned = collectors.some(({ health }) => health);
  return (
    <Panel
      id="problems"
      title="What fails, and what to fix"
      provenance={{ asOf: problemsAsOf, source: "the last run of each scope" }}
    >
      {problems.length === 0 ? (
        <EmptyState title={planned ? "Nothing fails" : "Nothing has been collected yet"}>
          <p>
            {planned
              ? "Every scope that was attempted succeeded within three of its intervals."
              : "Collectors run with `npm start`, or on any machine with `npm run worker`."}
          </p>
        </EmptyState>
      ) : (
        <ul className={classes.problems}>
          {problems.map((problem) => (
            <Entry key={problem.key} problem={problem} query={query} now={now} />
          ))}
        </ul>
      )}
      {moreProblems && (
        <p className="quiet">More than {problems.length} groups of failures: the worst are shown.</p>
      )}
    </Panel>
  );
}

function Entry({ problem, query, now }: { problem: Problem; query: CollectorsQuery; now: Date }) {
  const { state, accountId, accountName, accounts, summary, fix, affected, message, failures } = problem;
  const { lastSuccessAt, nextAttemptAt, heldBack } = problem;
  return (
    <li>
      <StatusMark status={stateMarks[state]} label={stateWords[state]} />
      <div>
        <p className={classes.problemTitle}>
          {accounts > 1 ? (
            <Link href={collectorsHref(query, { outcome: state }, "#runs")}>
              {formatCountOf(accounts, "account")}
            </Link>
          ) : (
            <Link href={collectorsHref(query, { account: accountId }, "#runs")} title={accountId}>
              {accountName ?? accountId}
            </Link>
          )}
        </p>
        <p>{summary}</p>
        {fix && <p>{fix}</p>}
        <p className="quiet">
          {affected} ·{" "}
          {lastSuccessAt ? (
            <>
              last success <Time at={lastSuccessAt} />
            </>
          ) : (
            "never succeeded"
          )}
          {failures > 0 && ` · ${formatCountOf(failures, "failure")} in a row`}
          {nextAttemptAt && !heldBack && (
            <> · next try {nextAttemptAt <= now ? "due" : <Time at={nextAttemptAt} age />}</>
          )}
        </p>
        {heldBack && (
          <p className="quiet">
            Tried less often, {heldBack.because}: next try <Time at={heldBack.until} age />
          </p>
        )}
        {message && <pre className={`${classes.message} mono`}>{message}</pre>}
      </div>
    </li>
  );
}
