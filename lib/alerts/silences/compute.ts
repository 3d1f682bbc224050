import { createHash } from "node:crypto";
import type { ConfiguredSilence } from "../config.ts";
import { type Match, matches } from "../matchers.ts";
import type { AlertEvent, StoredAlert } from "../schema.ts";

/** A silence that is in force. */
export interface Silence {
  silenceId: string;
  startsAt: Date;
  endsAt: Date;
  reason: string;
  match: Match;
  createdBy: string;
}

/** What is in the file as it goes on record: the same entry has the same id. */
export function configuredSilence({ from, to, reason, match }: ConfiguredSilence): Silence {
  const digest = createHash("sha256")
    .update(JSON.stringify([from, to, reason, match]))
    .digest("hex");
  return {
    silenceId: `file-${digest.slice(0, 16)}`,
    ...{ startsAt: new Date(from), endsAt: new Date(to), reason, match, createdBy: "linkledger.yaml" },
  };
}

/**
 * Puts open alerts under the silences that are in force, and lets go of those that no silence is about any more: they
 * ask for somebody anew. Of several, the one that lasts longest keeps an alert quiet. Returns the alerts that differ.
 */
export function silenceAlerts(
  alerts: readonly StoredAlert[],
  silences: readonly Silence[],
  now: Date,
): { alerts: StoredAlert[]; events: AlertEvent[] } {
  const inForce = silences
    .filter(({ startsAt, endsAt }) => startsAt <= now && now < endsAt)
    .toSorted((a, b) => b.endsAt.getTime() - a.endsAt.getTime() || (a.silenceId < b.silenceId ? -1 : 1));
  const changed: StoredAlert[] = [];
  const events: AlertEvent[] = [];
  for (const alert of alerts) {
    if (alert.state === "resolved") continue;
    const silence = inForce.find(({ match }) => matches(match, alert));
    const [id, until] = [silence?.silenceId ?? null, silence?.endsAt ?? null];
    if (alert.silenceId === id && alert.silencedUntil?.getTime() === until?.getTime()) continue;
    const ended = alert.silenceId !== null && id === null;
    changed.push({
      ...alert,
      silenceId: id,
      silencedUntil: until,
      ...(ended && alert.state === "firing" && { askingSince: now }),
    });
    if (alert.silenceId !== null && id !== null) continue;
    const { accountId, subject, severity, sentence } = alert;
    events.push({
      ...{ accountId, subject, severity, sentence, event: ended ? "unsilenced" : "silenced" },
      ...(silence && { by: silence.createdBy, note: silence.reason }),
    });
  }
  return { alerts: changed, events };
}
