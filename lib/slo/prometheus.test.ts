import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { latencyBounds, quantileOf } from "../probes/compute.ts";
import { budgetOf } from "./budget.ts";
import { burnRate } from "./burn.ts";
import { Counts, countable } from "./counts.ts";
import type { Exclusion, Objective, Sample } from "./schema.ts";

// Our figures against those of Prometheus, from the same samples: gauges of what each bucket counted, so that sums
// over time need no extrapolation.

const step = 300;
const days = 31;
const to = Date.parse("2026-11-18T14:00:00Z");
const from = to - days * 86_400_000;

/** The same numbers in every run. */
function random(seed: number) {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

function samplesOf(seed: number, of: (draw: () => number, time: number) => Omit<Sample, "time"> | undefined) {
  const draw = random(seed);
  const samples: Sample[] = [];
  for (let time = from; time < to; time += step * 1000) {
    const counted = of(draw, time);
    if (counted) samples.push({ time, ...counted });
  }
  return samples;
}

const maintenance: Exclusion[] = [
  { from: to - 7_200_000, to: to - 3_600_000, reason: "new load balancer" },
  { from: to - 20 * 86_400_000, to: to - 19.5 * 86_400_000, reason: "migration" },
];
const rolling = { kind: "rolling", days: 30 } as const;
const base = {
  stepSeconds: step,
  minimumTotal: 0,
  noData: "ignore",
  policy: "workbook",
  window: rolling,
} as const;
const span = { from, to, stepSeconds: step };

const slos: Record<string, { objective: Objective; samples: Sample[] }> = {
  busy: {
    objective: { ...base, kind: "ratio", target: 0.999 },
    samples: samplesOf(1, (draw) => {
      const total = 900_000 + Math.floor(draw() * 200_000);
      return { total, bad: draw() < 0.03 ? Math.floor(total * 0.05 * draw()) : Math.floor(draw() * 40) };
    }),
  },
  gaps: {
    objective: { ...base, kind: "ratio", target: 0.9995, window: { kind: "calendar", unit: "month" } },
    samples: samplesOf(2, (draw) => {
      const total = Math.floor(draw() * 7);
      return draw() < 0.4 ? undefined : { total, bad: draw() < 0.01 ? total : 0 };
    }),
  },
  slices: {
    objective: { ...base, kind: "timeslice", target: 0.99, noData: "bad" },
    samples: countable(
      samplesOf(3, (draw) => (draw() < 0.002 ? undefined : { total: 1, bad: draw() < 0.004 ? 1 : 0 })),
      maintenance,
      "bad",
      span,
    ),
  },
};
const histograms = Array.from({ length: 20 }, (_, i) => {
  const draw = random(100 + i);
  return Array.from({ length: latencyBounds.length + 1 }, () => (draw() < 0.3 ? 0 : Math.floor(draw() * 50)));
});

/** Everything as OpenMetrics; the time is the bucket's start. */
function openMetrics(): string {
  const families: string[] = [];
  for (const field of ["bad", "total"] as const) {
    families.push(`# TYPE sli_${field} gauge`);
    for (const [name, { samples }] of Object.entries(slos))
      for (const sample of samples.toSorted((a, b) => a.time - b.time))
        families.push(`sli_${field}{slo="${name}"} ${sample[field]} ${sample.time / 1000}`);
  }
  families.push("# TYPE latency_le gauge");
  for (const [place, _] of histograms[0]?.entries() ?? [])
    for (const [i, histogram] of histograms.entries()) {
      const upTo = histogram.slice(0, place + 1).reduce((sum, count) => sum + count, 0);
      families.push(
        `latency_le{case="${i}",le="${latencyBounds[place] ?? "+Inf"}"} ${upTo} ${to / 1000 - step}`,
      );
    }
  return `${families.join("\n")}\n# EOF\n`;
}

function installed(): boolean {
  try {
    for (const program of ["prometheus", "promtool"])
      execFileSync(program, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
const here = installed();
if (!here)
  process.stdout.write(
    "skipped: burn rates against Prometheus (prometheus and promtool are not installed)\n",
  );

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

describe.skipIf(!here)("Prometheus's own evaluation of the same samples", () => {
  const dir = mkdtempSync(path.join(tmpdir(), "linkledger-prometheus-"));
  let server: ChildProcess | undefined;
  let url = "";

  beforeAll(async () => {
    writeFileSync(path.join(dir, "samples.om"), openMetrics());
    writeFileSync(path.join(dir, "prometheus.yml"), "");
    const build = ["tsdb", "create-blocks-from", "openmetrics", "--max-block-duration=744h"];
    execFileSync("promtool", [...build, path.join(dir, "samples.om"), path.join(dir, "data")], {
      stdio: "ignore",
    });
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const options = [
      `--config.file=${path.join(dir, "prometheus.yml")}`,
      `--storage.tsdb.path=${path.join(dir, "data")}`,
      "--storage.tsdb.retention.time=100y",
      `--web.listen-address=127.0.0.1:${port}`,
    ];
    server = spawn("prometheus", options, { stdio: "ignore" });
    const ready = () =>
      fetch(`${url}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    while (server.exitCode === null && !(await ready())) await pause(50);
  }, 30_000);

  afterAll(async () => {
    const ended = new Promise((done) => server?.once("exit", done) ?? done(undefined));
    if (server && server.exitCode === null && server.kill("SIGKILL")) await ended;
    rmSync(dir, { recursive: true, force: true });
  });

  /** The value of an expression at a moment; null where it has none. */
  async function ask(query: string, at: number): Promise<number | null> {
    const parameters = new URLSearchParams({ query, time: String(at / 1000) });
    const answer = (await (await fetch(`${url}/api/v1/query?${parameters}`)).json()) as {
      data: { result: { value: [number, string] }[] };
    };
    const [found] = answer.data.result;
    return found ? Number(found.value[1]) : null;
  }

  // A range includes both of its ends: a second before the end, it holds the buckets that begin in [end - width, end).
  const before = (end: number) => end - 1000;
  const sum = (field: string, slo: string, seconds: number) =>
    `sum(sum_over_time(sli_${field}{slo="${slo}"}[${seconds}s]))`;

  function expectSame(ours: number | null, theirs: number | null, what: string): void {
    if (ours === null || theirs === null || Number.isNaN(theirs)) {
      expect([what, ours]).toEqual([what, null]);
      expect(theirs === null || Number.isNaN(theirs)).toBe(true);
      return;
    }
    expect(
      Math.abs(ours - theirs) / Math.max(1, Math.abs(theirs)),
      `${what}: ${ours} and ${theirs}`,
    ).toBeLessThan(1e-9);
  }

  const windows = [300, 1800, 3600, 7200, 21_600, 86_400, 259_200, 30 * 86_400];
  const moments = [to, to - 3_600_000, to - 5_400_000, to - 6 * 3_600_000, to - 5 * 86_400_000];

  it.each(Object.keys(slos))("burn rates of %s agree to 1e-9 over every window", async (name) => {
    const { objective, samples } = slos[name] as (typeof slos)[string];
    const counts = new Counts(samples);
    let compared = 0;
    for (const at of moments)
      for (const seconds of windows.filter((width) => at - width * 1000 >= from)) {
        const query = `${sum("bad", name, seconds)} / ${sum("total", name, seconds)} / (1 - ${objective.target})`;
        const ours = burnRate(counts, objective.target, seconds * 1000, at);
        expectSame(
          ours,
          await ask(query, before(at)),
          `${name} ${seconds} s at ${new Date(at).toISOString()}`,
        );
        if (ours !== null && ours > 0) compared++;
      }
    // Not all of it nothing against nothing.
    expect(compared).toBeGreaterThan(windows.length);
  });

  it.each(Object.keys(slos))("the budget of %s agrees to 1e-9", async (name) => {
    const { objective, samples } = slos[name] as (typeof slos)[string];
    const counts = new Counts(samples);
    for (const at of [to, to - 86_400_000]) {
      const ours = budgetOf(counts, objective, at);
      const monthBegan = Date.parse(`${new Date(at).toISOString().slice(0, 7)}-01T00:00:00Z`);
      const seconds =
        objective.window.kind === "rolling" ? objective.window.days * 86_400 : (at - monthBegan) / 1000;
      const [bad, total] = [sum("bad", name, seconds), sum("total", name, seconds)];
      expectSame(ours.attainment, await ask(`1 - ${bad} / ${total}`, before(at)), `${name} attainment`);
      const left = `1 - ${bad} / (${total} * (1 - ${objective.target}))`;
      expectSame(ours.left, await ask(left, before(at)), `${name} budget left`);
      expectSame(ours.spent, await ask(bad, before(at)), `${name} spent`);
    }
  });

  it("latency percentiles agree to 1e-9", async () => {
    for (const [i, histogram] of histograms.entries()) {
      const query = `histogram_quantile(0.95, sum by (le) (sum_over_time(latency_le{case="${i}"}[${step}s])))`;
      expectSame(quantileOf(histogram, 0.95), await ask(query, before(to)), `histogram ${i}`);
    }
  });
});
