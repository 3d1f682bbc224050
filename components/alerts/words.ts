import type { Status } from "#components/ui/StatusMark.tsx";
import type { MessageState } from "#lib/alerts/delivery/schema.ts";
import type { AlertItem } from "#lib/alerts/list.ts";
import type { ReceiverItem } from "#lib/alerts/receiverHealth.ts";
import type { AlertEventName, AlertSource } from "#lib/alerts/schema.ts";

type Shown = Pick<AlertItem, "state" | "severity" | "silencedUntil">;

/** An alert's state by shape and word. */
export function alertStatus({ state, severity, silencedUntil }: Shown): { status: Status; text: string } {
  if (state === "resolved") return { status: "ok", text: "resolved" };
  if (silencedUntil) return { status: "idle", text: "silenced" };
  if (state === "acknowledged") return { status: "busy", text: "acknowledged" };
  return { status: severity === "page" ? "bad" : "warn", text: "firing" };
}

export const sourceWords: Record<AlertSource, string> = {
  diagnosis: "Diagnosis",
  slo: "SLO policy",
  quotas: "Quota",
  cost: "Cost",
  telemetry: "Telemetry",
  collecting: "Dead man",
};

export const eventWords: Record<AlertEventName, string> = {
  fired: "fired",
  raised: "became a page",
  lowered: "became a ticket",
  acknowledged: "taken on",
  unacknowledged: "given back",
  escalated: "escalated",
  silenced: "silenced",
  unsilenced: "silence over",
  resolved: "resolved",
};

export const messageStatus: Record<MessageState, { status: Status; text: string }> = {
  waiting: { status: "busy", text: "waiting" },
  refused: { status: "bad", text: "refused" },
  delivered: { status: "ok", text: "delivered" },
  unneeded: { status: "none", text: "nothing to tell" },
  superseded: { status: "none", text: "told with the next" },
  abandoned: { status: "bad", text: "given up" },
};

export const receiverStatus: Record<ReceiverItem["state"], { status: Status; text: string }> = {
  ok: { status: "ok", text: "takes messages" },
  failing: { status: "warn", text: "does not answer well" },
  refusing: { status: "bad", text: "refuses" },
  unused: { status: "none", text: "not used yet" },
};

export const receiverTypes: Record<ReceiverItem["type"], string> = {
  alertmanager: "Alertmanager",
  pagerduty: "PagerDuty",
  slack: "Slack-compatible",
  webhook: "Signed webhook",
};

/** What takes alerts on, or with `undo` gives them back. */
export const takeOnWords = (undo: boolean) => (undo ? "Give back" : "Acknowledge");
