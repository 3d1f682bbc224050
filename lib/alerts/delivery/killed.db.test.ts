import { spawn } from "node:child_process";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { testDatabase } from "#lib/testing/database.ts";
import { insertRows } from "#lib/testing/rows.ts";
import { finding } from "../testing/finding.ts";
import { testOutbox } from "../testing/outbox.ts";
import { testReceiver } from "../testing/receiver.ts";

const db = testDatabase();
const server = testReceiver();
const secret = { env: "ALERT_TEST_SECRET" };
const alerts = () => ({
  receivers: [
    { name: "hook", type: "webhook", url: `${server.url()}/hook`, secret },
    { name: "pd", type: "pagerduty", url: `${server.url()}/pd`, routingKey: secret },
    { name: "am", type: "alertmanager", url: server.url() },
  ],
});
const outbox = testOutbox(db, alerts);
const paths = ["/api/v2/alerts", "/hook", "/pd"];

beforeAll(async () => {
  vi.stubEnv("ALERT_TEST_SECRET", "s3cret");
  await outbox.reset();
});
afterAll(() => vi.unstubAllEnvs());

it("a worker that is killed between sending and recording leaves what receivers know to be the same", async () => {
  await insertRows(db, "finding", [finding("vpce-a")]);
  await outbox.evaluate();
  const config = JSON.stringify({ outbound: { allow: ["127.0.0.1"] }, alerts: alerts() });
  const args = ["lib/alerts/testing/deliverOnce.ts", db.url, config, outbox.now().toISOString()];
  const child = spawn(process.execPath, [...args, "hook", "pd", "am"], { stdio: "inherit" });
  const gone = new Promise<NodeJS.Signals | null>((done) => child.once("exit", (_, signal) => done(signal)));
  // All three have it, and none has answered: then the worker is no more.
  server.answer = async () => {
    if (server.requests.length === 3) child.kill("SIGKILL");
    await gone;
    return { status: 200 };
  };
  expect(await gone).toBe("SIGKILL");
  const first = server.requests.map(({ path, text }) => ({ path, text }));
  expect(first.map(({ path }) => path).toSorted()).toEqual(paths);
  expect(await outbox.states("hook")).toEqual({ waiting: 1 });

  server.requests = [];
  server.answer = () => ({ status: 200 });
  // Its locks are gone with its session, which the database notices a moment later.
  await vi.waitUntil(async () => {
    await Promise.all(["hook", "pd", "am"].map((name) => outbox.deliver(name)));
    return server.taken().length >= 3;
  }, 20_000);
  for (const path of paths) {
    const again = server.requests.filter((request) => request.path === path);
    // Alertmanager is told by and by that it still fires: always of the same alert.
    if (path !== "/api/v2/alerts") expect(again).toHaveLength(1);
    const before = first.find((request) => request.path === path)?.text ?? "";
    for (const { text } of again) expect(identity(path, text)).toEqual(identity(path, before));
  }
  for (const name of ["hook", "pd", "am"]) expect(await outbox.states(name)).toEqual({ delivered: 1 });
});

/** By what a receiver knows a message again. */
function identity(path: string, text: string): unknown {
  const body = JSON.parse(text);
  if (path === "/pd") return [body.event_action, body.dedup_key];
  return path === "/hook" ? body.messageId : body.map((alert: { labels: object }) => alert.labels);
}
