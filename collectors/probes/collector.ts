import type { PrometheusSource } from "#lib/config/probes.ts";
import { storeProbes } from "#lib/probes/mutations.ts";
import { AwsError } from "../aws/errors.ts";
import type { Collected, Collector, ScopeContext } from "../collector.ts";
import { type Grid, isTooMuch, queryRange, type RangeSeries } from "./client.ts";
import { claimOf, type Detail, details, type MappedProbes, mapProbes, type ProbeAnswers } from "./map.ts";
import { EndpointResolver } from "./resolve.ts";
import { gridToAsk, pointsOf, splitGrid } from "./window.ts";

/** So long a part that is missing (a metric refused, a store of Thanos away) holds the watermark back. */
const longestHoldMs = 3_600_000;

/**
 * Results of probes from one Prometheus-compatible API; the scope's region is the source's name. Rows are stored part
 * by part while it runs, oldest first: a run that is cut off is taken up where its watermark is.
 */
export const probes: Collector = {
  name: "probes",
  phase: "probes",
  // A result whose endpoint is not known belongs to nobody; without its interfaces no DNS answer can be judged.
  afterAll: ["endpoints", "network"],
  async collect(context): Promise<Collected> {
    const { scope, config, db, now, state } = context;
    const source = config.probes.prometheus.find(({ name }) => name === scope.region);
    if (!source) {
      const message = `no source of probes is called ${scope.region} any more`;
      throw new AwsError({ errorClass: "absent", code: "NoSource", message });
    }
    const resolver = new EndpointResolver(db.pool);
    const tally = newTally();
    const grid = gridToAsk(state.watermark, now, {
      stepSeconds: source.scrapeIntervalSeconds,
      backfillHours: source.backfillHours,
    });
    let reached: Date | undefined;
    for (const part of splitGrid(grid)) {
      const answers = await readAnswers(context, source, part, tally);
      if (!answers) break;
      await resolver.learn(answers.success.map(({ metric }) => claimOf(metric, source)));
      const mapped = mapProbes(source, answers, (claim) => resolver.match(claim));
      count(tally, mapped);
      await storeProbes(db.pool, mapped.series, mapped.results);
      reached = new Date(part.end * 1000);
    }
    tellUnmatched(context, tally);
    return {
      resources: tally.series.size,
      datapoints: tally.results,
      watermark: watermarkOf(reached, tally.incomplete, context),
      watermarkHolds: true,
    };
  },
};

interface Tally {
  series: Set<string>;
  results: number;
  unmatched: Map<string, MappedProbes["unmatched"][number]>;
  /** A part of some answer is missing. */
  incomplete: boolean;
}

function newTally(): Tally {
  return { series: new Set(), results: 0, unmatched: new Map(), incomplete: false };
}

function count(tally: Tally, { series, results, unmatched }: MappedProbes): void {
  for (const { seriesId } of series) tally.series.add(seriesId);
  tally.results += results.length;
  for (const one of unmatched) tally.unmatched.set(one.detail, one);
}

function watermarkOf(
  reached: Date | undefined,
  incomplete: boolean,
  { state }: ScopeContext,
): Date | undefined {
  if (!reached || !incomplete) return reached;
  const held = new Date(reached.getTime() - longestHoldMs);
  return state.watermark && state.watermark > held ? state.watermark : held;
}

/** All metrics over one part of the grid; undefined where `probe_success` itself could not be read. */
async function readAnswers(
  context: ScopeContext,
  source: PrometheusSource,
  grid: Grid,
  tally: Tally,
): Promise<ProbeAnswers | undefined> {
  const read = async (metric: string) => {
    const series = await context.parts.read(metric, () => askFor(context, source, metric, grid, tally));
    if (!series) tally.incomplete = true;
    return series;
  };
  const success = await read("probe_success");
  if (!success) return undefined;
  const answers: ProbeAnswers = { success };
  if (success.length === 0) return answers;
  for (const [detail, metric] of Object.entries(details) as [Detail, string][])
    answers[detail] = await read(metric);
  return answers;
}

/**
 * The last sample within each step: unlike a plain selector, which repeats a sample for 5 minutes, this gives each
 * sample once, and nothing where none was taken.
 */
async function askFor(
  { aws, parts, signal }: ScopeContext,
  source: PrometheusSource,
  metric: string,
  grid: Grid,
  tally: Tally,
): Promise<RangeSeries[]> {
  const query = `last_over_time(${metric}${source.selector}[${grid.step}s])`;
  const ask = async (part: Grid): Promise<RangeSeries[]> => {
    try {
      const { series, warnings } = await queryRange(source, query, part, signal, () => aws.count.calls++);
      if (warnings[0]) {
        tally.incomplete = true;
        parts.fail(`${metric}: the server warns`, {
          errorClass: "unavailable",
          code: "Warning",
          message: warnings[0],
        });
      }
      return series;
    } catch (error) {
      const points = pointsOf(part);
      if (!isTooMuch(error) || points < 2) throw error;
      const halves: RangeSeries[] = [];
      for (const half of splitGrid(part, Math.ceil(points / 2))) halves.push(...(await ask(half)));
      return joined(halves);
    }
  };
  return ask(grid);
}

/** Series that were read in parts, whole again. */
function joined(series: readonly RangeSeries[]): RangeSeries[] {
  const groups = Map.groupBy(series, ({ metric }) => JSON.stringify(metric));
  return [...groups.values()].map((parts) => ({
    metric: parts[0]?.metric ?? {},
    values: parts.flatMap(({ values }) => values),
  }));
}

function tellUnmatched({ parts }: ScopeContext, { unmatched }: Tally): void {
  const all = [...unmatched.values()];
  for (const reason of ["none", "ambiguous"] as const) {
    const details = all.filter((one) => one.reason === reason).map(({ detail }) => detail);
    if (details.length === 0) continue;
    const title = reason === "none" ? "targets of no known endpoint" : "targets of more than one endpoint";
    parts.note(`${details.length} ${title}, such as: ${details.slice(0, 3).join("; ")}`);
  }
}
