import type { StoredAlert } from "../schema.ts";

const start = new Date("2026-11-18T02:17:00Z");

/** A page that fires; anything may be overridden. */
export const storedAlert = (more: Partial<StoredAlert> = {}): StoredAlert => ({
  ...{ accountId: "111111111111", subject: "vpce-1", source: "diagnosis", severity: "page" },
  ...{ title: "Targets unhealthy", sentence: "No target answers.", hop: "targets" },
  ...{ checkId: "targets-unhealthy", sloId: null, region: "us-east-1", vpcEndpointId: "vpce-1" },
  ...{ resourceType: "target-group", resourceId: "tg-1", serviceName: "fraud-api", owner: "risk" },
  ...{ environment: "prod", groupKey: "fraud-api", findings: 1, since: start, confirm: [] },
  ...{ state: "firing", flapping: false, firedAt: start, lastSeenAt: start, missingSince: null },
  ...{ resolvedAt: null, acknowledgedAt: null, acknowledgedBy: null, acknowledgedNote: null },
  ...{ firedTimes: [start], askingSince: start, silenceId: null, silencedUntil: null },
  ...more,
});
