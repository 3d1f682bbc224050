import { formatDecimal } from "#lib/format/numbers.ts";
import type { SloDefinition } from "#lib/slo/definition.ts";
import { indicators } from "#lib/slo/indicators.ts";

/** A definition as a person would say it: what is promised, what is counted, about whom, and what silence means. */
export function definitionWords(slo: SloDefinition): { term: string; text: string }[] {
  const facts = indicators[slo.indicator];
  const slices = facts.kind === "timeslice";
  return [
    {
      term: "Promise",
      text:
        slo.objective === undefined
          ? "Nothing is promised; it is measured only."
          : `${formatDecimal(slo.objective, 4)} % of ${slices ? `${stepWords(facts.stepSeconds)} slices` : "events"} are good, over ${windowWords(slo.window)}.`,
    },
    {
      term: "Good means",
      text:
        slo.threshold === undefined || facts.threshold === null
          ? slices
            ? "the slice was kept"
            : "it did not fail"
          : `${facts.threshold.quantile === 0.95 ? "the 95th percentile is " : facts.threshold.quantile === 0.5 ? "the median is " : ""}under ${slo.threshold} ${facts.threshold.unit}`,
    },
    { term: "Counted", text: facts.source },
    { term: "About", text: selectWords(slo) },
    {
      term: "No data",
      text: `${noDataWords[slo.noData]}${slo.minimumTotal > 0 ? `; fewer than ${slo.minimumTotal} events give no verdict` : ""}.`,
    },
    { term: "Alerts by", text: policyWords[slo.policy] },
  ];
}

const noDataWords = {
  ignore: "A slot without data counts neither as good nor as bad",
  good: "A slice without data counts as good",
  bad: "A slice without data counts as bad",
} as const;

export const policyWords = {
  workbook:
    "the Site Reliability Workbook: pages at 14.4× over 1 h and 5 min or 6× over 6 h and 30 min, tickets at 3× over 1 d and 2 h or 1× over 3 d and 6 h",
  guide: "the PrivateLink guide: pages when the rate stays above 2× for 30 minutes",
} as const;

export function windowWords(window: string): string {
  if (window === "month") return "the calendar month (UTC)";
  if (window === "quarter") return "the calendar quarter (UTC)";
  return `the last ${Number.parseInt(window, 10)} days`;
}

function stepWords(seconds: number): string {
  if (seconds % 86_400 === 0) return "one-day";
  return seconds % 3600 === 0 ? `${seconds / 3600}-hour` : `${seconds / 60}-minute`;
}

function selectWords({ select }: SloDefinition): string {
  const parts = [
    ...(["accounts", "regions", "services", "endpoints"] as const).flatMap((key) =>
      select[key] ? [`${key} ${select[key].join(", ")}`] : [],
    ),
    ...Object.entries(select.tags ?? {}).map(([name, value]) => `tag ${name} = ${value}`),
  ];
  return parts.length > 0 ? parts.join("; ") : "the whole fleet";
}
