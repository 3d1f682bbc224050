import { PageHeader } from "#components/ui/PageHeader.tsx";
import { formatCount, formatCountOf } from "#lib/format/numbers.ts";
import type { CollectorsOverview } from "#lib/runs/loaders.ts";
import { CollectorTable } from "./CollectorTable.tsx";
import classes from "./collectors.module.css";
import { MatrixPanel } from "./MatrixPanel.tsx";
import { PollingPanel } from "./PollingPanel.tsx";
import { ProblemsPanel } from "./ProblemsPanel.tsx";
import { RunsPanel } from "./RunsPanel.tsx";

/** What is collected, what fails, and what the collecting costs. */
export function CollectorsView({ data }: { data: CollectorsOverview }) {
  const { collectors, matrix, matrixAsOf, problems, query, now } = data;
  return (
    <>
      <PageHeader title={headline(data)}>
        A scope is one collector in one account and region. What fails deletes nothing: its rows stay, marked
        stale, until the scope succeeds again.
      </PageHeader>
      <CollectorTable data={data} />
      <PollingPanel polling={data.polling} now={now} />
      <div className={classes.two}>
        <MatrixPanel
          matrix={matrix}
          query={query}
          collectors={collectors.map(({ collector }) => collector)}
          asOf={matrixAsOf.toISOString()}
        />
        <ProblemsPanel key={problems.length} data={data} />
      </div>
      <RunsPanel data={data} />
    </>
  );
}

/** The page in one sentence, over all collectors. */
function headline({ collectors }: CollectorsOverview): string {
  const sum = (name: "scopes" | "skipped" | "fresh" | "failing" | "overdue" | "waiting") =>
    collectors.reduce((total, { health }) => total + (health?.[name] ?? 0), 0);
  const asked = sum("scopes") - sum("skipped");
  if (asked === 0) return "Nothing is collected yet";
  const fresh = sum("fresh");
  const rest = [
    sum("failing") > 0 && `${formatCount(sum("failing"))} failing`,
    sum("overdue") > 0 && `${formatCount(sum("overdue"))} overdue`,
    sum("waiting") > 0 && `${formatCount(sum("waiting"))} not attempted yet`,
  ].filter(Boolean);
  const skipped = sum("skipped") > 0 ? `, ${formatCount(sum("skipped"))} skipped` : "";
  if (rest.length === 0) return `All ${formatCountOf(asked, "scope")} asked are fresh${skipped}`;
  return `${formatCount(fresh)} of ${formatCountOf(asked, "scope")} asked are fresh, ${rest.join(", ")}${skipped}`;
}
