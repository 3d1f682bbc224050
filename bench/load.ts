import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ConfigurationError } from "#lib/errors.ts";
import { openCollectorBeside } from "./load/collectorBeside.ts";
import { type MemorySample, slopePerMinute, watchMemory } from "./load/memory.ts";
import { type Asked, askUntil } from "./load/requests.ts";
import { pageAddresses } from "./pages/addresses.ts";
import { openBuiltFleet, placeOfFleet } from "./pages/builtFleet.ts";
import { percentile } from "./pages/requests.ts";
import { formatTable } from "./report.ts";
import type { Bench, BenchRow } from "./schema.ts";

const endpoints = 10_000;
const usualSeconds = 300;
const clients = 8;
/** Until caches are filled and code is compiled: not measured. */
const warmSeconds = 20;
const apiAddresses = [
  ...[
    "/api/v1/endpoints?limit=100",
    "/api/v1/endpoints?state=available&sort=-bytes30d&limit=50",
    "/api/v1/findings?limit=100",
  ],
  ...[
    "/api/v1/idle?limit=100",
    "/api/v1/services?limit=100",
    "/api/v1/connections?limit=100",
    "/api/v1/slos",
    "/api/v1/alerts?limit=100",
  ],
  ...[
    "/api/v1/costs?groupBy=service",
    "/api/v1/quotas?limit=100",
    "/api/v1/runs?limit=100",
    "/api/v1/audits",
    "/api/health",
  ],
];

export const bench: Bench = {
  question:
    "What does the app as it is built bear, with 10,000 endpoints, of pages and API mixed, and what does a cycle of the collectors beside it cost? (load [seconds] [--fleet DIR])",
  async run(args) {
    const { rest, keptIn } = placeOfFleet(args);
    const seconds = Number(rest[0] ?? usualSeconds);
    if (!(seconds >= 5))
      throw new ConfigurationError(`"${rest[0]}" is no number of seconds; expected 5 or more`);
    // Of its own where none is kept, so that the collectors beside find the same server.
    const dataDir = keptIn ?? join(mkdtempSync(join(tmpdir(), "linkledger-load-")), "fleet");
    const fleet = await openBuiltFleet(dataDir);
    try {
      await fleet.grow(endpoints);
      const pages = (await pageAddresses(fleet.pool)).flatMap(({ addresses }) => addresses.slice(0, 4));
      const urls = [...pages, ...apiAddresses].map((address) => `${fleet.url}${address}`);
      await askUntil(urls, clients, delay(warmSeconds * 1000));

      const memory = watchMemory(fleet.webPid);
      const alone = await askUntil(urls, clients, delay(seconds * 1000));
      const samples = memory.end();
      const first = [
        ...rowsOf(`${clients} clients without pause for ${seconds} s`, alone),
        ...memoryRows(samples),
      ];
      // Said at once: what comes takes its time.
      console.error(formatTable("alone", first));

      const beside = await openCollectorBeside(dataDir);
      const before = await askUntil(urls, clients, delay(30_000));
      const during = await askUntil(urls, clients, beside.cycle());
      await beside.close();
      const kept = rateOf(during) / rateOf(before);
      return [
        ...first,
        ...rowsOf(
          `the same while 10,000 endpoints are collected and judged beside it (${Math.round(during.seconds)} s)`,
          during,
        ),
        {
          measured: "  throughput kept",
          value: kept,
          unit: "",
          comparedTo: "30 s before",
          ratio: kept,
          atLeast: 0.7,
        },
      ];
    } finally {
      await fleet.close();
    }
  },
};

const memoryRows = (samples: MemorySample[]): BenchRow[] => [
  { measured: "  memory of the app at the end", value: (samples.at(-1)?.bytes ?? 0) / 1e6, unit: "MB" },
  {
    measured: "  memory of the app, slope of the second half",
    value: slopePerMinute(samples.slice(samples.length / 2)) / 1e6,
    unit: "MB/min",
  },
];

const rateOf = ({ took, seconds }: Asked) => took.length / seconds;

function rowsOf(what: string, asked: Asked): BenchRow[] {
  for (const failure of asked.failures.slice(0, 10)) console.error(failure);
  return [
    { measured: what, value: rateOf(asked), unit: "requests/s" },
    { measured: "  an answer, 95th percentile", value: percentile(asked.took, 0.95), unit: "ms" },
    { measured: "  an answer, 99th percentile", value: percentile(asked.took, 0.99), unit: "ms" },
    { measured: "  errors", value: asked.failures.length, unit: "requests", atMost: 0 },
  ];
}
