import type { Status } from "#components/ui/StatusMark.tsx";
import { formatCount } from "#lib/format/numbers.ts";
import type { Decision, IdleResourceType, IdleState } from "#lib/idle/schema.ts";

export const idleStateWords: Record<IdleState, { status: Status; text: string }> = {
  active: { status: "ok", text: "active" },
  "low-use": { status: "warn", text: "low use" },
  idle: { status: "idle", text: "idle" },
  "too-new": { status: "busy", text: "too new" },
  "not-measurable": { status: "none", text: "not measurable" },
  unknown: { status: "unknown", text: "unknown" },
};

export const resourceTypeWords: Record<IdleResourceType, { one: string; many: string }> = {
  endpoint: { one: "endpoint", many: "endpoints" },
  "endpoint-az": { one: "zone of an endpoint", many: "zones of endpoints in use" },
  service: { one: "service", many: "services" },
  "load-balancer": { one: "load balancer", many: "load balancers" },
};

export const decisionWords: Record<Decision, string> = {
  keep: "kept",
  retire: "to be retired",
  retired: "retired",
  undo: "taken back",
};

/** What a button that decides so is called. */
export const decideWords: Record<Decision, string> = {
  keep: "Keep until",
  retire: "Retire",
  retired: "Mark retired",
  undo: "Take back",
};

/** What was decided about so many things. */
export function decidedWords(decision: Decision, things: number): string {
  const count = things === 1 ? "One thing" : `${formatCount(things)} things`;
  const words: Record<Decision, string> = {
    keep: "kept",
    retire: "to be retired",
    retired: "marked as retired",
    undo: "decided about no more: the last decision was taken back",
  };
  return `${count} ${words[decision]}`;
}
