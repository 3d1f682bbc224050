import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { openPool } from "#lib/db/pool.ts";
import { testDatabase } from "#lib/testing/database.ts";
import { fixtureNow, scopeRow } from "#lib/testing/endpointRows.ts";
import { insertRows } from "#lib/testing/rows.ts";
import { send } from "../outbound/send.ts";
import { ScopeLocks } from "../runs/locks.ts";
import { look, newWatch, type Watching } from "./deadMan.ts";
import { testOutbox } from "./testing/outbox.ts";
import { testReceiver } from "./testing/receiver.ts";

const db = testDatabase();
const hook = testReceiver();
const secret = { env: "ALERT_TEST_SECRET" };
const outbox = testOutbox(db, () => ({
  receivers: [{ name: "hook", type: "webhook", url: hook.url(), secret }],
}));
let locks: ScopeLocks;
let minutes = 0;
const now = () => new Date(fixtureNow.getTime() + minutes * 60_000);
const watching = (): Watching => ({
  ...{ db, locks, send, now, random: () => 1, signal: new AbortController().signal },
  ...{ config: outbox.config, performanceNow: () => minutes * 60_000 },
});
const told = () =>
  hook.taken().flatMap(({ body }) => {
    const { events, alerts } = body as { events: { event: string }[]; alerts: { title: string }[] };
    return events.map(({ event }) => `${event} ${alerts[0]?.title}`);
  });
const succeed = () => db.pool.query("UPDATE collector_scope SET last_success_at = $1", [now()]);

beforeAll(() => {
  vi.stubEnv("ALERT_TEST_SECRET", "s3cret");
  locks = new ScopeLocks(db);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await locks.close();
});
beforeEach(async () => {
  minutes = 0;
  await outbox.reset();
  await db.pool.query("DELETE FROM collector_scope");
  await insertRows(db, "collector_scope", [scopeRow({ lastSuccessAt: fixtureNow })]);
  await db.pool.query("UPDATE evaluation SET name = 'alerts' WHERE name = 'slos'");
});

it("tells that collecting has stopped, without any worker, once, and that it goes on", async () => {
  const watch = newWatch(0);
  for (minutes = 0; minutes <= 40; minutes += 5) await look(watch, watching());
  expect(told()).toEqual(["fired Collecting has stopped"]);
  await succeed();
  await look(watch, watching());
  await look(watch, watching());
  expect(told()).toEqual(["fired Collecting has stopped", "resolved Collecting has stopped"]);
});

it("is silent while collecting goes on, and after a night's sleep", async () => {
  const watch = newWatch(0);
  for (minutes = 0; minutes <= 40; minutes += 10) {
    await succeed();
    await look(watch, watching());
  }
  await db.pool.query("UPDATE collector_scope SET last_success_at = $1", [
    new Date(now().getTime() - 9 * 3_600_000),
  ]);
  await look(newWatch(minutes * 60_000), watching());
  expect(told()).toEqual([]);
});

it("tells directly when the database is away, once, and when it is back", async () => {
  const watch = newWatch(0);
  // Nobody listens there.
  const url = "postgresql://nobody@127.0.0.1:9/none";
  const nowhere = { url, pool: openPool(url), close: async () => {} };
  const away: Watching = { ...watching(), db: nowhere };
  for (minutes = 0; minutes <= 30; minutes += 5) await look(watch, away);
  expect(told()).toEqual(["fired Linkledger's database is away"]);
  await nowhere.pool.end();
  await succeed();
  await look(watch, watching());
  expect(told()).toContain("resolved Linkledger's database is away");
});
