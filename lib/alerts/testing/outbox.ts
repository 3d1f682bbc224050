import { afterAll, beforeAll } from "vitest";
import { configSchema } from "../../config/schema.ts";
import type { Database } from "../../db/pool.ts";
import { send } from "../../outbound/send.ts";
import { ScopeLocks } from "../../runs/locks.ts";
import { fixtureNow } from "../../testing/endpointRows.ts";
import { insertRows } from "../../testing/rows.ts";
import { deliverTo } from "../delivery/deliver.ts";
import { evaluator } from "../evaluate.ts";

/** Alerts as they are evaluated and told, minute by minute, on a clock of the test's own. */
export function testOutbox(db: Database, alerts: () => object) {
  let locks: ScopeLocks;
  beforeAll(() => {
    locks = new ScopeLocks(db);
  });
  afterAll(() => locks.close());
  let atMs = fixtureNow.getTime();
  const now = () => new Date(atMs);
  const config = () => configSchema.parse({ outbound: { allow: ["127.0.0.1"] }, alerts: alerts() });
  const outbox = {
    now,
    config,
    /** Nothing of before is left; it is 14:05 again. */
    async reset() {
      atMs = fixtureNow.getTime();
      const tables = ["finding", "alert", "alert_event", "alert_told", "alert_delivery", "alert_message"];
      tables.push("alert_receiver", "alert_silence", "evaluation");
      await db.pool.query(tables.map((table) => `DELETE FROM ${table}`).join("; "));
      await insertRows(
        db,
        "evaluation",
        ["diagnosis", "slos"].map((name) => ({
          ...{ name, startedAt: fixtureNow, endedAt: fixtureNow, outcome: "success", asOf: fixtureNow },
          ...{ judged: 1, changed: 0, firstPassThrough: true, lastSuccessAt: fixtureNow },
        })),
      );
    },
    pass(seconds: number) {
      atMs += seconds * 1000;
    },
    /** Everything has been judged at this moment, and alerts are evaluated. */
    async evaluate() {
      outbox.pass(1);
      await db.pool.query("UPDATE evaluation SET last_success_at = $1", [now()]);
      outbox.pass(1);
      return evaluator.evaluate({ db, config: config(), now: now() });
    },
    deliver: (receiver: string) =>
      deliverTo(
        { db, locks, config: config(), now, random: () => 1, send, signal: new AbortController().signal },
        receiver,
      ),
    /** So many minutes pass; these receivers are told, together, after each step. */
    async minutes(count: number, receivers: readonly string[], step = 1) {
      for (let i = 0; i < count; i += step) {
        outbox.pass(60 * step);
        await Promise.all(receivers.map((name) => outbox.deliver(name)));
      }
    },
    /** What was found is over: seen to be gone, and so for eleven minutes. */
    async end(...ids: string[]) {
      await db.pool.query("UPDATE finding SET ended_at = $1 WHERE finding_key = ANY ($2)", [now(), ids]);
      await outbox.evaluate();
      outbox.pass(11 * 60);
      await outbox.evaluate();
    },
    async states(receiver: string): Promise<Record<string, number>> {
      const { rows } = await db.pool.query<{ state: string; messages: number }>(
        "SELECT state, count(*)::int AS messages FROM alert_message WHERE receiver = $1 GROUP BY 1",
        [receiver],
      );
      return Object.fromEntries(rows.map(({ state, messages }) => [state, messages]));
    },
  };
  return outbox;
}
