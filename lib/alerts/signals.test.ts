import { expect, it } from "vitest";
import { type AlertingFinding, alertingSeverity, findingSignals } from "./signals.ts";

const finding = (more: Partial<AlertingFinding>): AlertingFinding => ({
  accountId: "111111111111",
  findingKey: "one",
  checkId: "targets-unhealthy",
  hop: "targets",
  severity: "page",
  isVerdict: false,
  title: "Targets unhealthy",
  sentence: "No target answers.",
  resourceType: "target-group",
  resourceId: "tg-1",
  region: "us-east-1",
  vpcEndpointId: "vpce-1",
  serviceName: null,
  owner: null,
  environment: null,
  denials: 0,
  since: new Date("2026-11-18T02:17:00Z"),
  confirm: [],
  ...more,
});

it("tells of an endpoint once, in the words of what breaks it, since the first of that severity", () => {
  const signals = findingSignals([
    finding({
      findingKey: "symptom",
      checkId: "probe-connect-failing",
      hop: "client",
      since: new Date("2026-11-18T02:15:00Z"),
    }),
    finding({ findingKey: "cause", isVerdict: true, sentence: "The cause." }),
    finding({ findingKey: "old", severity: "ticket", since: new Date("2026-11-01T00:00:00Z") }),
  ]);
  expect(signals).toHaveLength(1);
  expect(signals[0]).toMatchObject({
    subject: "vpce-1",
    severity: "page",
    sentence: "The cause.",
    findings: 3,
    since: new Date("2026-11-18T02:15:00Z"),
    groupKey: "111111111111",
  });
});

it("tells of what is about no endpoint by itself, and of what is for information not at all", () => {
  const signals = findingSignals([
    finding({
      findingKey: "quota us-east-1",
      vpcEndpointId: null,
      severity: "ticket",
      serviceName: "fraud-api",
    }),
    finding({ findingKey: "same endpoint, other account", accountId: "222222222222" }),
    finding({ findingKey: "note", vpcEndpointId: "vpce-9", severity: "info" }),
  ]);
  expect(signals.map(({ accountId, subject, groupKey }) => [accountId, subject, groupKey])).toEqual([
    ["111111111111", "quota us-east-1", "fraud-api"],
    ["222222222222", "vpce-1", "222222222222"],
  ]);
});

it.each([
  ["page", "probe-connect-failing", 0, "page"],
  ["page", "endpoint-quota", 0, "ticket"],
  ["page", "provisioning-failing", 0, "ticket"],
  ["ticket", "endpoint-policy-denies", 49, "ticket"],
  ["ticket", "endpoint-policy-denies", 50, "page"],
  ["info", "endpoint-policy-denies", 500, "info"],
] as const)("of %s %s with %i denials tells as %s", (severity, checkId, denials, told) => {
  expect(alertingSeverity({ severity, checkId, denials })).toBe(told);
});
