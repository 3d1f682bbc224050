import { z } from "zod";
import { currentConfig } from "../config/data.ts";
import { type Config, configSchema } from "../config/schema.ts";
import { database } from "../db/pool.ts";
import { currentTime } from "../env.ts";
import { receiverRecords } from "./delivery/data.ts";

const isoTime = z.string().meta({ format: "date-time" });
const time = isoTime.nullable();

/** How it goes with a receiver; nothing of where it is and what it is told with. */
export const receiverItemSchema = z
  .object({
    name: z.string(),
    type: z.enum(["alertmanager", "pagerduty", "slack", "webhook"]),
    state: z
      .enum(["ok", "failing", "refusing", "unused"])
      .describe(
        "Of the last attempt. failing: it is tried again soon; refusing: it said no, and is asked rarely.",
      ),
    waiting: z.int().describe("Events that it has not been told yet."),
    oldestWaiting: time,
    firing: z.int().describe("Alerts of which it knows that they fire."),
    messages24h: z.int().describe("Messages that it took within 24 hours."),
    failures: z.int().describe("Attempts in a row that failed."),
    resumeAt: time.describe("Nothing is sent to it before."),
    lastSuccessAt: time,
    lastFailureAt: time,
    lastStatus: z.int().nullable(),
    lastError: z.string().nullable(),
    testedAt: time,
  })
  .meta({ id: "Receiver" });
export type ReceiverItem = z.infer<typeof receiverItemSchema>;
export const receiversSchema = z
  .object({ asOf: isoTime, items: z.array(receiverItemSchema) })
  .meta({ id: "Receivers" });
type Receivers = z.infer<typeof receiversSchema>;

interface Counts {
  receiver: string;
  waiting: number;
  oldestWaiting: Date | null;
  firing: number;
  messages24h: number;
}

const countsSql = `
  SELECT receiver, sum(waiting)::int AS waiting, min(oldest) AS "oldestWaiting", sum(firing)::int AS firing,
    sum(messages)::int AS "messages24h"
  FROM (
    SELECT receiver, count(*) AS waiting, min(at) AS oldest, 0 AS firing, 0 AS messages
    FROM alert_delivery WHERE message_id IS NULL AND receiver = ANY ($1) GROUP BY 1
    UNION ALL
    SELECT receiver, sum(events), min(created_at), 0, 0
    FROM alert_message WHERE under_way IS NOT NULL AND receiver = ANY ($1) GROUP BY 1
    UNION ALL
    SELECT receiver, 0, NULL, count(*), 0 FROM alert_told WHERE receiver = ANY ($1) GROUP BY 1
    UNION ALL
    SELECT receiver, 0, NULL, 0, count(*)
    FROM alert_message WHERE state = 'delivered' AND ended_at > $2::timestamptz - interval '24 hours'
      AND receiver = ANY ($1) GROUP BY 1
  ) parts GROUP BY 1`;

/** The configuration as it is now. A file that cannot be read is told of elsewhere; here it has no receivers. */
export function readableConfig(): Config {
  try {
    return currentConfig() ?? configSchema.parse({});
  } catch {
    return configSchema.parse({});
  }
}

/** Every configured receiver, in the order of the configuration. */
export async function loadReceivers(): Promise<Receivers> {
  const now = currentTime();
  const { receivers } = readableConfig().alerts;
  if (receivers.length === 0) return { asOf: now.toISOString(), items: [] };
  const { pool } = await database();
  const [records, { rows }] = await Promise.all([
    receiverRecords(pool),
    pool.query<Counts>({
      name: "receiver-counts",
      text: countsSql,
      values: [receivers.map(({ name }) => name), now],
    }),
  ]);
  const counts = new Map(rows.map((row) => [row.receiver, row]));
  const iso = (time: Date | null | undefined) => time?.toISOString() ?? null;
  const items = receivers.map(({ name, type }): ReceiverItem => {
    const [record, count] = [records.get(name), counts.get(name)];
    const failing = (record?.failures ?? 0) > 0;
    const refused =
      failing && record?.lastStatus !== null && (record?.lastStatus ?? 0) < 500 && record?.lastStatus !== 429;
    return {
      ...{ name, type },
      state:
        !record?.lastSuccessAt && !failing ? "unused" : refused ? "refusing" : failing ? "failing" : "ok",
      ...{
        waiting: count?.waiting ?? 0,
        oldestWaiting: iso(count?.oldestWaiting),
        firing: count?.firing ?? 0,
      },
      ...{ messages24h: count?.messages24h ?? 0, failures: record?.failures ?? 0 },
      ...{ resumeAt: iso(record?.resumeAt), lastSuccessAt: iso(record?.lastSuccessAt) },
      ...{ lastFailureAt: iso(record?.lastFailureAt), lastStatus: record?.lastStatus ?? null },
      ...{ lastError: record?.lastError ?? null, testedAt: iso(record?.testedAt) },
    };
  });
  return { asOf: now.toISOString(), items };
}
