import { randomUUID } from "node:crypto";
import { log } from "../../log.ts";
import type { OutboundRequest } from "../../outbound/schema.ts";
import type { ReceiverConfig, ReceiverOf } from "../receiverConfig.ts";
import { alertmanagerAlert, postAlerts, resendMs, watchdogAlert } from "../receivers/alertmanager.ts";
import { signedRequest } from "../receivers/webhook.ts";
import { judgeAnswer, judgeError } from "./compute.ts";
import { firingKnown, lastCollected, type ReceiverRecord } from "./data.ts";
import type { Delivering } from "./deliver.ts";
import { linksTo, withLinks } from "./links.ts";
import { recordReceiver, stampReceiver } from "./mutations.ts";

const alertsAtOnce = 500;

/**
 * Tells Alertmanager again what fires, before it takes it for over, and gives a sign of life to whoever waits for one.
 * Returns when it is due next; null where the receiver wants neither.
 */
export async function resendFiring(
  delivering: Delivering,
  receiver: ReceiverConfig,
  record: ReceiverRecord | undefined,
): Promise<Date | null> {
  const times = [
    receiver.type === "alertmanager" ? await resend(delivering, receiver, record?.resentAt ?? null) : null,
    await heartbeat(delivering, receiver, record?.heartbeatAt ?? null),
  ].filter((time) => time !== null);
  return times.length > 0 ? new Date(Math.min(...times.map((time) => time.getTime()))) : null;
}

async function resend(
  delivering: Delivering,
  receiver: ReceiverOf<"alertmanager">,
  last: Date | null,
): Promise<Date | null> {
  const { db, config, now } = delivering;
  const due = last ? new Date(last.getTime() + resendMs) : now();
  if (due > now()) return due;
  const links = linksTo(config.alerts.baseUrl ?? null);
  let after: readonly [string, string] = ["", ""];
  for (;;) {
    const page = await firingKnown(db.pool, receiver.name, after, alertsAtOnce);
    const end = page.at(-1);
    if (!end) break;
    after = [end.accountId, end.alertId];
    const alerts = page.map(({ labels, ...one }) => alertmanagerAlert(withLinks(one, links), labels ?? {}));
    if (!(await told(delivering, receiver, () => postAlerts(alerts, receiver, now())))) break;
    if (page.length < alertsAtOnce) break;
  }
  await stampReceiver(db.pool, receiver.name, "resent_at", now());
  return new Date(now().getTime() + resendMs);
}

/** Only while collecting goes on: whoever waits for it shall notice when it does not. */
async function heartbeat(
  delivering: Delivering,
  receiver: ReceiverConfig,
  last: Date | null,
): Promise<Date | null> {
  const { db, config, now } = delivering;
  const { watchdog, deadMan, baseUrl = null } = config.alerts;
  if (!watchdog?.receivers.includes(receiver.name)) return null;
  const everyMs = watchdog.everyMinutes * 60_000;
  const due = last ? new Date(last.getTime() + everyMs) : now();
  if (due > now()) return due;
  const { lastSuccessAt } = await lastCollected(db.pool);
  const quietMs = lastSuccessAt ? now().getTime() - lastSuccessAt.getTime() : Number.POSITIVE_INFINITY;
  if (quietMs < deadMan.afterMinutes * 60_000) {
    const sending = { messageId: randomUUID(), now: now(), baseUrl };
    const content = { lastSuccessAt: lastSuccessAt?.toISOString() };
    const alert = (to: ReceiverOf<"alertmanager">) =>
      watchdogAlert(to, baseUrl, watchdog.everyMinutes, now());
    if (receiver.type === "alertmanager")
      await told(delivering, receiver, () => postAlerts([alert(receiver)], receiver, now()));
    if (receiver.type === "webhook")
      await told(delivering, receiver, () => signedRequest(receiver, "heartbeat", content, sending));
  }
  await stampReceiver(db.pool, receiver.name, "heartbeat_at", now());
  return new Date(now().getTime() + everyMs);
}

/** What is told again by itself is not tried again: the next time comes soon. */
async function told(
  { db, config, now, send, signal }: Delivering,
  receiver: ReceiverConfig,
  request: () => Promise<OutboundRequest>,
): Promise<boolean> {
  try {
    const verdict = judgeAnswer(await send({ ...(await request()), signal }, config.outbound), now());
    const resumeAt =
      verdict.kind === "retry" && verdict.afterMs !== null
        ? new Date(now().getTime() + verdict.afterMs)
        : null;
    await recordReceiver(db.pool, receiver.name, verdict, now(), resumeAt);
    return verdict.kind === "delivered";
  } catch (error) {
    const verdict = judgeError(error);
    if (!verdict || signal.aborted) throw error;
    log.warn(
      { receiver: receiver.name, reason: "reason" in verdict ? verdict.reason : "" },
      "not told again",
    );
    await recordReceiver(db.pool, receiver.name, verdict, now(), null);
    return false;
  }
}
