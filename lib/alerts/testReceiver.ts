import { randomUUID } from "node:crypto";
import { z } from "zod";
import { readEntry } from "../api/body.ts";
import { readPathId } from "../api/pathId.ts";
import { ProblemError } from "../api/problem.ts";
import { database } from "../db/pool.ts";
import { currentTime } from "../env.ts";
import { NotFoundError } from "../errors.ts";
import { send } from "../outbound/send.ts";
import { judgeAnswer, judgeError, type Verdict } from "./delivery/compute.ts";
import { receiverRecords } from "./delivery/data.ts";
import { kickDelivery } from "./delivery/kick.ts";
import { recordReceiver, stampReceiver, wakeReceiver } from "./delivery/mutations.ts";
import { readableConfig } from "./receiverHealth.ts";
import { kindOf } from "./receivers/registry.ts";

const pauseMs = 5_000;

/** What the test button sends: nothing, so far. */
export const receiverTestEntrySchema = z.strictObject({}).meta({ id: "ReceiverTestEntry" });

/** What a receiver said to a test. */
export const receiverTestSchema = z
  .object({
    receiver: z.string(),
    outcome: z
      .enum(["delivered", "retry", "refused"])
      .describe("retry: a message would be tried again soon."),
    status: z.int().nullable().describe("HTTP status of its answer; null where there was none."),
    detail: z.string(),
    milliseconds: z.int(),
  })
  .meta({ id: "ReceiverTest" });
type ReceiverTest = z.infer<typeof receiverTestSchema>;

/** Sends a test to a receiver of the configuration, now. What waits for it goes out once it has worked. */
export async function testReceiver(request: Request, id: string): Promise<ReceiverTest> {
  await readEntry(request, receiverTestEntrySchema);
  const name = readPathId(id);
  const config = readableConfig();
  const receiver = config.alerts.receivers.find((one) => one.name === name);
  if (!receiver) throw new NotFoundError(`There is no receiver ${name} in linkledger.yaml.`);
  const { pool } = await database();
  const now = currentTime();
  const { testedAt } = (await receiverRecords(pool)).get(name) ?? {};
  const sinceMs = testedAt ? now.getTime() - testedAt.getTime() : pauseMs;
  if (sinceMs >= 0 && sinceMs < pauseMs)
    throw new ProblemError(429, "Too Many Requests", `${name} was tested a moment ago; wait 5 seconds.`, {
      "retry-after": "5",
    });
  await stampReceiver(pool, name, "tested_at", now);
  const began = performance.now();
  const sending = { messageId: randomUUID(), now, baseUrl: config.alerts.baseUrl ?? null };
  let verdict: Verdict = { kind: "refused", status: null, reason: "There was nothing to send." };
  try {
    for (const one of await kindOf(receiver).test(receiver, sending)) {
      verdict = judgeAnswer(await send({ ...one, signal: request.signal }, config.outbound), now);
      if (verdict.kind !== "delivered") break;
    }
  } catch (error) {
    const judged = judgeError(error);
    if (!judged) throw error;
    verdict = judged;
  }
  const milliseconds = Math.round(performance.now() - began);
  const good = verdict.kind === "delivered";
  await recordReceiver(pool, name, verdict, currentTime(), null);
  if (good) {
    await wakeReceiver(pool, name, currentTime());
    await kickDelivery(pool);
  }
  return {
    receiver: name,
    outcome: verdict.kind,
    status: verdict.status,
    detail: verdict.kind === "delivered" ? `It took the test (HTTP ${verdict.status}).` : verdict.reason,
    milliseconds,
  };
}
