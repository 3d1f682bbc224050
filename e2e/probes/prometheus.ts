// node e2e/probes/prometheus.ts: a real Prometheus and a real blackbox exporter probe two targets on loopback; the
// collector reads them; then Postgres must hold what Prometheus answers, result by result.
import "./noAws.ts";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { collectOnce } from "#collectors/once.ts";
import { openRuntime } from "#collectors/runtime.ts";
import { configSchema } from "#lib/config/schema.ts";
import { type Database, openPool } from "#lib/db/pool.ts";
import { endpointRow } from "#lib/testing/endpointRows.ts";
import { openMigratedDatabase } from "#lib/testing/postgres.ts";
import { insertRows } from "#lib/testing/rows.ts";
import { freePort } from "../../scripts/lib/ports.ts";
import { type Comparison, compare } from "./compare.ts";
import { missingPrograms, type Programs, startPrograms } from "./programs.ts";

const seen = new Date("2026-01-01T00:00:00Z");

/** Both are of AWS's usual shape but for their addresses, by which targets without an id are matched. */
async function insertInventory(db: Database): Promise<void> {
  const endpoints = { "vpce-0aaaaaaaaaaaaaaaa": "127.0.0.1", "vpce-0bbbbbbbbbbbbbbbb": "127.0.0.2" };
  for (const [id, address] of Object.entries(endpoints)) {
    await insertRows(db, "vpc_endpoint", [endpointRow(id, { networkInterfaceIds: [`eni-${id}`] })]);
    await insertRows(db, "network_interface", [
      {
        accountId: "111111111111",
        region: "us-east-1",
        networkInterfaceId: `eni-${id}`,
        privateIpAddress: address,
        privateIpAddresses: [address],
        firstSeenAt: seen,
        lastSeenAt: seen,
        collector: "network",
      },
    ]);
  }
}

async function openDatabase(): Promise<Database> {
  const { url, close } = await openMigratedDatabase("prometheus");
  const pool = openPool(url);
  return { url, pool, close: () => pool.end().then(close) };
}

async function waitForSamples(programs: Programs, wanted: number): Promise<void> {
  for (let attempt = 0; attempt < 240; attempt++) {
    const found = await programs.ask("min(count_over_time(probe_success[5m]))").catch(() => []);
    if (Number(found[0]?.value?.[1] ?? 0) >= wanted) return;
    await delay(250);
  }
  throw new Error(`Prometheus has not scraped ${wanted} times within a minute:\n${programs.tail()}`);
}

async function collectNow(db: Database, url: string) {
  // The clock is held, so that what is asked afterwards ends at the same moment.
  process.env.LINKLEDGER_NOW = new Date().toISOString();
  const source = {
    name: "debian",
    url,
    selector: '{job=~"blackbox.*"}',
    scrapeIntervalSeconds: 1,
    backfillHours: 0.25,
  };
  const config = configSchema.parse({ accounts: [{ id: "111111111111" }], probes: { prometheus: [source] } });
  const runtime = await openRuntime(db, config, new AbortController().signal);
  try {
    const [run] = await collectOnce(runtime, { only: ({ collector }) => collector === "probes" });
    if (!run) throw new Error("the probes collector has no scope");
    return run;
  } finally {
    await runtime.close();
  }
}

function say(
  title: string,
  { outcome, datapoints, apiCalls, parts }: Awaited<ReturnType<typeof collectNow>>,
  found: Comparison,
) {
  console.log(`${title}: ${outcome}, ${datapoints} results with ${apiCalls} requests`);
  for (const { part, errorMessage } of parts)
    if (errorMessage || / such as: /.test(part)) console.log(`  ${part} ${errorMessage ?? ""}`);
  console.table(found.series);
  for (const difference of found.differences.slice(0, 10)) console.error(`  ${difference}`);
}

function serve(port: number): Promise<Server> {
  const server = createServer((request, response) =>
    response.writeHead(request.url === "/missing" ? 404 : 200).end("up"),
  );
  return new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(server)));
}

async function main(): Promise<number> {
  const missing = missingPrograms();
  if (missing.length > 0) {
    console.log(
      `skipped: ${missing.join(" and ")} not installed (apt-get install prometheus prometheus-blackbox-exporter)`,
    );
    return 0;
  }
  const folder = mkdtempSync(join(tmpdir(), "linkledger-prometheus-"));
  const [up, down, prometheusPort, exporterPort] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const target = await serve(up);
  const db = await openDatabase();
  const programs = startPrograms(folder, { up, down, prometheusPort, exporterPort });
  const failures: string[] = [];
  const check = (good: boolean, what: string) => good || failures.push(what);
  try {
    await insertInventory(db);
    await waitForSamples(programs, 8);
    const first = await collectNow(db, programs.url);
    const told = await compare(db, programs);
    say("first run", first, told);
    check(first.outcome === "success", `the first run is ${first.outcome}: ${first.failure?.message}`);
    check(told.differences.length === 0, `${told.differences.length} differences to Prometheus`);
    check(
      told.series.some(({ failed }) => failed > 0),
      "no failed probe of the target that is down",
    );
    check(
      told.series.some(({ good }) => good > 0),
      "no good probe of the target that is up",
    );
    check(
      told.series.every(({ inside, results }) => inside === results),
      "an address was not judged as the endpoint's own",
    );

    await programs.stopExporter();
    await delay(3000);
    const second = await collectNow(db, programs.url);
    const after = await compare(db, programs);
    say("after the exporter has gone", second, after);
    check(
      second.outcome === "success" && after.differences.length === 0,
      "the second run differs from Prometheus",
    );
    check(after.failed === after.told.failed, "silence became failure");

    const third = await collectNow(db, programs.url);
    const again = await compare(db, programs);
    check(again.digest === after.digest, "a run over the same samples changed rows");
    console.log(
      `third run: ${third.outcome}, ${again.digest === after.digest ? "no row changed" : "rows changed"}`,
    );
  } finally {
    await programs.stop();
    await new Promise((resolve) => target.close(resolve));
    await db.close();
    rmSync(folder, { recursive: true, force: true });
  }
  for (const failure of failures) console.error(`failed: ${failure}`);
  console.log(
    failures.length === 0 ? "passed: the rows are what Prometheus answered" : `${failures.length} failed`,
  );
  return failures.length === 0 ? 0 : 1;
}

process.exitCode = await main();
