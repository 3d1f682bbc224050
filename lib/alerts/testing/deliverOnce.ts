// node lib/alerts/testing/deliverOnce.ts DATABASE_URL CONFIG NOW RECEIVER…: a worker that delivers once, for tests that kill it.
import { configSchema } from "#lib/config/schema.ts";
import { openPool } from "#lib/db/pool.ts";
import { send } from "#lib/outbound/send.ts";
import { ScopeLocks } from "#lib/runs/locks.ts";
import { deliverTo } from "../delivery/deliver.ts";

const [url = "", config = "", now = "", ...receivers] = process.argv.slice(2);
const pool = openPool(url, { max: 3, applicationName: "deliver once" });
const db = { url, pool, close: () => pool.end() };
const locks = new ScopeLocks(db);
const delivering = { db, locks, config: configSchema.parse(JSON.parse(config)), send };
const clock = { now: () => new Date(now), random: () => 1, signal: new AbortController().signal };
await Promise.all(receivers.map((name) => deliverTo({ ...delivering, ...clock }, name)));
await locks.close();
await pool.end();
