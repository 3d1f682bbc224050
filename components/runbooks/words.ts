import type { Status } from "#components/ui/StatusMark.tsx";
import type { Role, Severity } from "#lib/diagnosis/schema.ts";
import type { Side } from "#lib/runbooks/schema.ts";

/** The worst that a check reports. */
export const severityWords: Record<Severity, { label: string; status: Status; title: string }> = {
  page: { label: "page", status: "bad", title: "At its worst it wakes somebody" },
  ticket: { label: "ticket", status: "warn", title: "It waits for the morning" },
  info: { label: "info", status: "none", title: "Worth knowing" },
};

export const roleWords: Record<Role, string> = {
  cause: "a cause: the first one on the path is the verdict",
  symptom: "a symptom: says that calls fail, not where",
  contributing: "contributes: makes a break worse, and is never the verdict",
  advisory: "advice: wrong in itself, and stops no call",
};

export const sideWords: Record<Side, string> = { consumer: "consumer", provider: "provider", aws: "AWS" };
