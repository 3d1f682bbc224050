import { randomUUID } from "node:crypto";
import type { Database } from "../../db/pool.ts";
import { inTransaction } from "../../db/transaction.ts";
import type { Queryable } from "../../runs/mutations.ts";
import type { ReceiverConfig } from "../receiverConfig.ts";
import { alertmanagerAlert, labelsOf } from "../receivers/alertmanager.ts";
import { kindOf } from "../receivers/registry.ts";
import { giveUpMs } from "./compute.ts";
import {
  alertFacts,
  groupsToTell,
  type KnownFacts,
  openCounts,
  type WaitingDelivery,
  waitingDeliveries,
} from "./data.ts";
import { type Links, withLinks } from "./links.ts";
import { endHopeless, storeLabels, storeMessage } from "./mutations.ts";
import type { AlertmanagerAlert, MessagePayload } from "./schema.ts";

const groupsAtOnce = 200;

/**
 * Makes messages of what a receiver is to be told: one for each group that has none under way. From then on a message
 * stays as it is. Returns how many were made, and how many were given up because they were too old.
 */
export async function freezeMessages(
  db: Database,
  receiver: ReceiverConfig,
  links: Links,
  now: Date,
): Promise<{ made: number; abandoned: number }> {
  return inTransaction(db.pool, async (client) => {
    const abandoned = await endHopeless(client, receiver.name, new Date(now.getTime() - giveUpMs), now);
    const groups = await groupsToTell(client, receiver.name, groupsAtOnce);
    for (const groupKey of groups) await freezeGroup(client, receiver, groupKey, links, now);
    return { made: groups.length, abandoned };
  });
}

async function freezeGroup(
  client: Queryable,
  receiver: ReceiverConfig,
  groupKey: string,
  links: Links,
  now: Date,
): Promise<void> {
  const { mostEvents, mostAlerts } = kindOf(receiver);
  const deliveries = await waitingDeliveries(client, receiver.name, groupKey, mostEvents);
  const known = await alertFacts(client, receiver.name, deliveries);
  const told = known.map((one) => withLinks(one, links));
  const alerts = told.slice(0, mostAlerts);
  const payload: MessagePayload = {
    groupKey,
    ...links.group(groupKey, alerts[0]),
    events: deliveries.map(({ id, event, severity, at, by, note, alertId }) => ({
      ...{ id: String(id), event, severity, at: at.toISOString(), by, note, alertId },
    })),
    alerts,
    moreAlerts: told.length - alerts.length,
    open: await openCounts(client, receiver.name, groupKey),
  };
  if (receiver.type === "alertmanager") {
    const { items, labels } = relabel(known, deliveries, receiver.labels, links, now);
    payload.alertmanager = items;
    await storeLabels(client, receiver.name, labels);
  }
  await storeMessage(client, { messageId: randomUUID(), receiver: receiver.name, payload, deliveries }, now);
}

/**
 * What Alertmanager is to know of alerts: those that are open under their labels of now, and the end of every label set
 * that it knows an alert by and that is not of now.
 */
function relabel(
  known: readonly KnownFacts[],
  deliveries: readonly WaitingDelivery[],
  own: Record<string, string>,
  links: Links,
  now: Date,
) {
  const items: AlertmanagerAlert[] = [];
  const labels: { accountId: string; alertId: string; labels: Record<string, string> }[] = [];
  for (const { labels: before, ...one } of known) {
    const { accountId, alertId, resolvedAt, state } = one;
    const facts = withLinks(one, links);
    const mine = deliveries.filter(
      (delivery) => delivery.accountId === accountId && delivery.alertId === alertId,
    );
    // Who has taken it on is nothing to Alertmanager.
    if (mine.every(({ event }) => event === "acknowledged" || event === "unacknowledged")) continue;
    const current = labelsOf(facts, own);
    const old = [before, ...mine.map((delivery) => delivery.labels)].filter((set) => set !== null);
    const endsAt = resolvedAt ?? now.toISOString();
    if (state === "resolved") {
      for (const set of distinct(old.length > 0 ? old : [current]))
        items.push({ ...alertmanagerAlert(facts, set), endsAt });
      continue;
    }
    for (const set of distinct(old))
      if (!same(set, current)) items.push({ ...alertmanagerAlert(facts, set), endsAt: now.toISOString() });
    items.push(alertmanagerAlert(facts, current));
    labels.push({ accountId, alertId, labels: current });
  }
  return { items, labels };
}

type Labels = Record<string, string>;
const textOf = (labels: Labels) =>
  JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));
const same = (a: Labels, b: Labels) => textOf(a) === textOf(b);
const distinct = (sets: readonly Labels[]) => [...new Map(sets.map((set) => [textOf(set), set])).values()];
