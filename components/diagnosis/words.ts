import type { Status } from "#components/ui/StatusMark.tsx";
import type { AnswerState, CheckAnswer, PathHop, Role, Severity } from "#lib/diagnosis/schema.ts";
import type { HopState, Lane, Verdict } from "#lib/diagnosis/walkSchema.ts";

/** Hops as headings, in the order of the path. */
export const hopTitles: Record<PathHop, string> = {
  client: "Client",
  "private-dns": "Private DNS",
  endpoint: "Endpoint",
  service: "Gates",
  "load-balancer": "Load balancer",
  targets: "Targets",
};

/** What is looked at there. */
export const hopSubtitles: Record<PathHop, string> = {
  client: "egress, resolver, probes",
  "private-dns": "zone, names, answers",
  endpoint: "interfaces, security groups",
  service: "permissions, acceptance",
  "load-balancer": "listeners, zones",
  targets: "registration, health",
};

export const hopStatus: Record<HopState, Status> = {
  pass: "ok",
  fail: "bad",
  unknown: "unknown",
  "not-applicable": "none",
  "not-judged": "none",
};

export const hopWords: Record<HopState, string> = {
  pass: "pass",
  fail: "fails",
  unknown: "unknown",
  "not-applicable": "not applicable",
  "not-judged": "not judged",
};

export const laneWords: Record<Lane["state"], { status: Status; text: string }> = {
  broken: { status: "bad", text: "broken" },
  standing: { status: "ok", text: "stands" },
  unknown: { status: "unknown", text: "not known" },
};

export const verdictWords: Record<Verdict["kind"], { status: Status; text: string }> = {
  broken: { status: "bad", text: "Broken" },
  "cause-not-known": { status: "warn", text: "Fails, cause not known" },
  "in-order": { status: "ok", text: "In order" },
  "not-known": { status: "unknown", text: "Nothing seen to fail" },
};

export const answerWords: Record<AnswerState, string> = {
  pass: "pass",
  fail: "fail",
  unknown: "unknown",
  "not-applicable": "not applicable",
};

/** A failing symptom or advice looks different from a failing cause: it breaks nothing by itself. */
export function answerStatus({ state, role }: Pick<CheckAnswer, "state" | "role">): Status {
  if (state === "pass") return "ok";
  if (state === "unknown") return "unknown";
  if (state === "not-applicable") return "none";
  return role === "cause" ? "bad" : "warn";
}

export const roleWords: Record<Role, string> = {
  cause: "",
  symptom: "symptom",
  contributing: "contributing",
  advisory: "advice",
};

export const severityStatus: Record<Severity, Status> = { page: "bad", ticket: "warn", info: "busy" };
