import type { Status } from "#components/ui/StatusMark.tsx";
import type { Condition, IncidentHop } from "#lib/onCall/schema.ts";

export const conditionStatus: Record<Condition, Status> = {
  failing: "bad",
  degraded: "warn",
  unknown: "unknown",
  idle: "idle",
  partly: "busy",
  ok: "ok",
};

export const conditionWords: Record<Condition, string> = {
  failing: "failing",
  degraded: "degraded",
  unknown: "unknown",
  idle: "idle",
  partly: "nothing seen to fail",
  ok: "in order",
};

export const conditionTitles: Record<Condition, string> = {
  failing: "Broken in all of its zones",
  degraded: "Broken in some of its zones, or calls are seen to fail now and then",
  unknown: "Its account or region does not report, or its path was not walked",
  idle: "Nobody uses it, and nothing is seen to fail",
  partly: "Nothing is seen to fail; not every hop could be judged",
  ok: "Every hop is in order",
};

export const hopNames: Record<IncidentHop["hop"], string> = {
  client: "client",
  "private-dns": "DNS",
  endpoint: "endpoint",
  service: "gates",
  "load-balancer": "balancer",
  targets: "targets",
};
