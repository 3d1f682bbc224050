import type { Spend } from "../cost/compute.ts";
import { addMonths } from "../cost/days.ts";
import type { CostOutlook } from "../cost/outlook/schema.ts";
import { listWords } from "../diagnosis/sentence.ts";
import { formatUsd, formatUsdShort } from "../format/money.ts";
import { formatChange, formatCount, formatCountOf, formatDecimal } from "../format/numbers.ts";
import { formatDay, formatDays, formatMonth } from "../format/time.ts";
import { endpointsHref } from "./links.ts";
import type { FleetObjective } from "./reliabilityData.ts";
import type { HeadlinePart } from "./schema.ts";
import type { Services } from "./services.ts";
import type { States } from "./states.ts";
import type { Active, Waste } from "./waste.ts";

export interface HeadlineFacts {
  month: string;
  currentMonth: boolean;
  spend: Spend;
  /** What the days of the month come to, those not billed yet as estimated: the figure of the card below. */
  sums?: { totalUsd: number | null; estimatedUsd: number };
  states: States;
  services: Services;
  active: Active;
  waste: Waste;
  /** Of the present month. */
  outlook?: CostOutlook;
  /** The objective that is kept at each endpoint. */
  fleet?: FleetObjective;
  /** What all kinds of waste come to a month, where more than idleness is known. */
  wasteUsd?: number | null;
}

/** The page in three sentences, from facts alone. A sentence whose facts are missing says so, or is left out. */
export function prepareHeadline(facts: HeadlineFacts): HeadlinePart[] {
  const sentences = [
    spendSentence(facts),
    outlookSentence(facts),
    fleetSentence(facts),
    stateSentence(facts),
    wasteSentence(facts),
  ];
  return sentences
    .filter((parts) => parts.length > 0)
    .flatMap((parts, index) => (index > 0 ? [{ text: " " }, ...parts] : parts));
}

function spendSentence({ month, currentMonth, spend, sums }: HeadlineFacts): HeadlinePart[] {
  const name = formatMonth(month, { year: !currentMonth });
  const totalUsd = currentMonth ? (sums?.totalUsd ?? null) : null;
  if (!spend.shown && totalUsd === null) return [{ text: `Nothing has been billed for ${name} so far.` }];
  const total = { text: formatUsd(totalUsd ?? spend.totalUsd), href: "#spend" };
  const start = [{ text: `${name} has cost ` }, total, { text: throughWords(currentMonth, spend, sums) }];
  if (!("usd" in spend.comparison)) return [...start, { text: "." }];
  const { usd, beforeUsd, days, beforeDays } = spend.comparison;
  const change = formatChange(beforeUsd, usd);
  if (change === undefined) return [...start, { text: "." }];
  const even = change === "0.0 %";
  const words = even ? "as much as" : `${change.slice(1)} ${usd > beforeUsd ? "more" : "less"} than`;
  if (!currentMonth) {
    const before = formatMonth(addMonths(month, -1), { year: false });
    return [...start, { text: ": " }, { text: words, href: "#spend" }, { text: ` ${before}.` }];
  }
  // The days compared are fewer than the days summed, so they are named on both sides.
  return [
    ...start,
    { text: `: ${formatDays(days.first, days.last)} ` },
    { text: words, href: "#spend" },
    { text: ` ${formatDays(beforeDays.first, beforeDays.last)}.` },
  ];
}

function throughWords(currentMonth: boolean, spend: Spend, sums: HeadlineFacts["sums"]): string {
  if (!currentMonth) return "";
  if (sums?.totalUsd === undefined || sums.totalUsd === null)
    return spend.shown ? ` so far, billed to ${formatDay(spend.shown.last)}` : " so far";
  return sums.estimatedUsd > 0 ? ` so far, ${formatUsd(sums.estimatedUsd)} of it estimated` : " so far";
}

function outlookSentence({ outlook }: HeadlineFacts): HeadlinePart[] {
  if (!outlook || outlook.forecast.usd === null) return [];
  const start = [
    { text: "It is heading for " },
    { text: formatUsdShort(outlook.forecast.usd), href: "#spend" },
  ];
  const { usd, state } = outlook.budget;
  if (usd === null || state === "none" || state === "unknown") return [...start, { text: "." }];
  const change = formatChange(usd, outlook.forecast.usd) ?? "";
  const over = outlook.forecast.usd > usd;
  return [
    ...start,
    { text: ", " },
    {
      text: `${change.slice(1)} ${over ? "over" : "under"} budget`,
      href: "#spend",
      status: over ? "warn" : "ok",
    },
    { text: "." },
  ];
}

function fleetSentence({ fleet }: HeadlineFacts): HeadlinePart[] {
  if (!fleet || fleet.objective === null || fleet.attainment === null) return [];
  const href = `/slos/${encodeURIComponent(fleet.sloId)}`;
  const percent = `${formatDecimal(Math.min(fleet.attainment < 1 ? 99.999 : 100, Number((fleet.attainment * 100).toFixed(3))), 3)} %`;
  const below = fleet.attainment * 100 < fleet.objective;
  return [
    { text: "Connections succeeded " },
    { text: percent, href, status: below ? "bad" : "ok" },
    {
      text: ` of the times that probes tried, ${below ? "below" : "above"} the objective of ${formatDecimal(fleet.objective, 4)} %.`,
    },
  ];
}

function stateSentence({ states, services }: HeadlineFacts): HeadlinePart[] {
  if (states.endpoints === 0) return [{ text: "No endpoint has been collected yet." }];
  const { available, failing, unknown } = states.counts;
  if (unknown === states.endpoints) {
    return [
      { text: "The state of all " },
      {
        text: formatCountOf(states.endpoints, "endpoint"),
        href: endpointsHref({ stale: "true" }),
        status: "unknown",
      },
      { text: " is unknown: none has been seen lately." },
    ];
  }
  const parts: HeadlinePart[] = [
    { text: `Of ${formatCountOf(states.endpoints, "endpoint")}, AWS reports ` },
    {
      text: `${available === states.endpoints ? "all" : formatCount(available)} available`,
      href: endpointsHref({ state: "available" }),
    },
  ];
  if (failing > 0) {
    parts.push(
      { text: ", " },
      {
        text: `${formatCount(failing)} failing`,
        href: endpointsHref({ state: failingStates }),
        status: "bad",
      },
    );
  }
  if (unknown > 0) {
    parts.push(
      { text: failing > 0 ? "; " : ", but " },
      {
        text: `${formatCount(unknown)} cannot be seen`,
        href: endpointsHref({ stale: "true" }),
        status: "unknown",
      },
    );
  }
  const broken = services.counts.down + services.counts["zone-down"];
  if (broken > 0) {
    parts.push(
      { text: "; " },
      {
        text: `${formatCountOf(broken, "own service")}`,
        href: "#services",
        status: services.counts.down > 0 ? "bad" : "warn",
      },
      { text: ` ${broken === 1 ? "has" : "have"} a zone without a healthy target` },
    );
  }
  return [...parts, { text: "." }];
}

/** Reported states that need somebody. */
export const failingStates = ["failed", "rejected", "expired", "partial"];

function wasteSentence({ waste, wasteUsd }: HeadlineFacts): HeadlinePart[] {
  const { endpoints, zones, others, usdPerMonth } = waste;
  if (endpoints + zones + others === 0) return [];
  const cost = usdPerMonth ? `: about ${formatUsd(usdPerMonth)} a month at list prices` : "";
  const kinds = [
    endpoints > 0 && formatCountOf(endpoints, "endpoint"),
    zones > 0 && formatCountOf(zones, "zone"),
    others > 0 && formatCountOf(others, "service or load balancer", "services and load balancers"),
  ].filter((text) => text !== false);
  return [
    { text: listWords(kinds), href: "#waste", status: "idle" },
    { text: ` ${endpoints + zones + others === 1 ? "is" : "are"} idle${cost}` },
    ...(wasteUsd && wasteUsd > (usdPerMonth ?? 0) + 1
      ? [{ text: "; all waste, " }, { text: formatUsd(wasteUsd), href: "#waste" }]
      : []),
    { text: "." },
  ];
}
