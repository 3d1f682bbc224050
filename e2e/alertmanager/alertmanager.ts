// node e2e/alertmanager/alertmanager.ts: a real Alertmanager on loopback receives our alerts, groups them, is restarted
// in between, and hears that they are over.
import "../probes/noAws.ts";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { deliverTo } from "#lib/alerts/delivery/deliver.ts";
import { evaluator } from "#lib/alerts/evaluate.ts";
import { finding } from "#lib/alerts/testing/finding.ts";
import { configSchema } from "#lib/config/schema.ts";
import { type Database, openPool } from "#lib/db/pool.ts";
import { send } from "#lib/outbound/send.ts";
import { ScopeLocks } from "#lib/runs/locks.ts";
import { openMigratedDatabase } from "#lib/testing/postgres.ts";
import { insertRows } from "#lib/testing/rows.ts";
import { freePort } from "../../scripts/lib/ports.ts";
import { findProgram, startAlertmanager } from "./program.ts";

interface Known {
  labels: Record<string, string>;
  endsAt: string;
  status: { state: string };
}
interface Notification {
  status: string;
  groupLabels: Record<string, string>;
  alerts: { status: string; labels: Record<string, string>; annotations: Record<string, string> }[];
}

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const failures: string[] = [];
function check(good: boolean, what: string) {
  console.log(`${good ? "ok  " : "FAIL"} ${what}`);
  if (!good) failures.push(what);
}

/** What Alertmanager tells its own receiver. */
async function listen(told: Notification[], port: number): Promise<Server> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    told.push(JSON.parse(Buffer.concat(chunks).toString("utf8")));
    response.end();
  });
  await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  return server;
}

async function until(
  what: string,
  good: () => Promise<boolean> | boolean,
  tail: () => string,
): Promise<void> {
  for (let attempt = 0; attempt < 240; attempt++) {
    if (await good()) return;
    await delay(250);
  }
  throw new Error(`${what} did not come about within a minute:\n${tail()}`);
}

async function main(): Promise<number> {
  const program = findProgram();
  if (!program) {
    console.log("skipped: Alertmanager is not installed (apt-get install prometheus-alertmanager)");
    return 0;
  }
  const folder = mkdtempSync(join(tmpdir(), "linkledger-alertmanager-"));
  const [port, hookPort] = [await freePort(), await freePort()];
  const told: Notification[] = [];
  const hook = await listen(told, hookPort);
  const { url, close } = await openMigratedDatabase("alertmanager");
  const pool = openPool(url);
  const db: Database = { url, pool, close: () => pool.end().then(close) };
  const locks = new ScopeLocks(db);
  const base = `http://127.0.0.1:${port}`;
  const start = () => startAlertmanager(program, folder, port, `http://127.0.0.1:${hookPort}/`);
  let alertmanager = start();
  const tail = () => alertmanager.tail();
  const config = configSchema.parse({
    outbound: { allow: ["127.0.0.1"] },
    alerts: {
      baseUrl: "https://linkledger.example.com",
      receivers: [{ name: "am", type: "alertmanager", url: base, labels: { cluster: "e2e" } }],
    },
  });
  const evaluateAt = async (now: Date) => {
    await pool.query("UPDATE evaluation SET last_success_at = $1", [new Date(now.getTime() - 1000)]);
    await evaluator.evaluate({ db, config, now });
  };
  const deliver = async () => {
    await pool.query("UPDATE alert_message SET next_attempt_at = created_at WHERE under_way IS NOT NULL");
    await pool.query("UPDATE alert_receiver SET resume_at = NULL, resent_at = NULL");
    const delivering = { db, locks, config, send, random: Math.random, now: () => new Date() };
    await deliverTo({ ...delivering, signal: new AbortController().signal }, "am");
  };
  const firing = async () => {
    const answer = await fetch(`${base}/api/v2/alerts?active=true`).catch(() => null);
    return answer?.ok ? ((await answer.json()) as Known[]) : [];
  };
  const ready = () =>
    fetch(`${base}/-/ready`).then(
      (answer) => answer.ok,
      () => false,
    );
  try {
    await until("Alertmanager", ready, tail);
    const ids = Array.from({ length: 40 }, (_, i) => `vpce-${i}`);
    const row = { name: "diagnosis", outcome: "success", judged: 1, changed: 0, firstPassThrough: true };
    await insertRows(db, "evaluation", [
      { ...row, startedAt: minutesAgo(30), endedAt: minutesAgo(30), lastSuccessAt: minutesAgo(30) },
    ]);
    const since = { since: minutesAgo(31) };
    await insertRows(db, "finding", [
      ...ids.map((id) => finding(id, since)),
      finding("vpce-x", { serviceName: "ledger", ...since }),
    ]);
    await evaluateAt(minutesAgo(29));
    await deliver();
    const first = await firing();
    check(first.length === 41, `Alertmanager has ${first.length} alerts of 41`);
    // Of alerts that are older than its wait, Alertmanager tells those it has read so far, and the others a moment later.
    const groups = () =>
      [...new Map(told.map(({ groupLabels, alerts }) => [groupLabels.group, alerts.length]))]
        .map(([group, alerts]) => `${group}: ${alerts}`)
        .toSorted()
        .join(", ");
    await until("notifications", () => groups() === "fraud-api: 40, ledger: 1", tail);
    check(told.length <= 4, `it told of two groups in ${told.length} messages: ${groups()}`);
    const one = told
      .flatMap(({ alerts }) => alerts)
      .find(({ labels }) => labels.vpc_endpoint_id === "vpce-x");
    console.log("     ", JSON.stringify(one?.labels), "\n     ", JSON.stringify(one?.annotations));

    await delay(1100);
    await deliver();
    const again = await firing();
    const later = again.every(({ labels, endsAt }) =>
      first.some((before) => before.labels.alert_id === labels.alert_id && before.endsAt < endsAt),
    );
    check(again.length === 41 && later, "told again, the same 41 alerts last longer");

    await pool.query("UPDATE finding SET severity = 'ticket' WHERE finding_key = 'vpce-x'");
    await evaluateAt(minutesAgo(26));
    await deliver();
    const lowered = (await firing()).filter(({ labels }) => labels.vpc_endpoint_id === "vpce-x");
    check(
      lowered.length === 1 && lowered[0]?.labels.severity === "ticket",
      "a page that becomes a ticket is one alert there, with the new severity",
    );

    await alertmanager.stop();
    await pool.query("UPDATE finding SET ended_at = now() WHERE finding_key = 'vpce-x'");
    await evaluateAt(minutesAgo(25));
    await evaluateAt(minutesAgo(13));
    await deliver();
    const { rows: waiting } = await pool.query(
      "SELECT state, last_error FROM alert_message WHERE under_way IS NOT NULL",
    );
    check(waiting.length === 1, `while it is down one message waits: ${JSON.stringify(waiting[0])}`);
    alertmanager = start();
    await until("Alertmanager", ready, tail);
    await deliver();
    const kept = await firing();
    check(
      kept.length === 40 && kept.every(({ labels }) => labels.group === "fraud-api"),
      `started again, it has ${kept.length} alerts: that of ledger is over, the others were told again`,
    );

    await pool.query("UPDATE finding SET ended_at = now()");
    await evaluateAt(minutesAgo(12));
    await evaluateAt(minutesAgo(1));
    await deliver();
    check((await firing()).length === 0, "all over: nothing fires there any more");
    await until(
      "the end",
      () =>
        told.some(({ status, groupLabels }) => status === "resolved" && groupLabels.group === "fraud-api"),
      tail,
    );
    const end = told.find(
      ({ status, groupLabels }) => status === "resolved" && groupLabels.group === "fraud-api",
    );
    check(
      end?.alerts.length === 40,
      `it told that ${end?.alerts.length} alerts of fraud-api are resolved, in one message`,
    );
    const { rows: states } = await pool.query(
      "SELECT state, count(*)::int AS messages FROM alert_message GROUP BY 1",
    );
    console.table(states);
    console.log(
      failures.length === 0 ? "Alertmanager received, grouped and resolved" : `${failures.length} failed`,
    );
    return failures.length === 0 ? 0 : 1;
  } finally {
    await alertmanager.stop();
    hook.closeAllConnections();
    hook.close();
    await locks.close();
    await db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main();
