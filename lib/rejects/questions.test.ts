import { expect, it } from "vitest";
import { endpointsInQuestion } from "./questions.ts";
import type { EndpointSigns } from "./schema.ts";

const now = new Date("2026-11-18T14:05:00Z");
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const day = 24 * 60;

function signs(vpcEndpointId: string, more: Partial<EndpointSigns> = {}): EndpointSigns {
  return {
    vpcEndpointId,
    networkInterfaceIds: [`eni-${vpcEndpointId}`],
    state: "available",
    createdAt: ago(90 * day),
    stateChangedAt: null,
    packetsDroppedAt: null,
    resetsAt: null,
    lastTrafficAt: ago(10),
    measuredTo: ago(8),
    securityGroupChangedAt: null,
    probeFailedAt: null,
    watchedUntil: null,
    ...more,
  };
}
const questionOf = (more: Partial<EndpointSigns>) =>
  endpointsInQuestion([signs("vpce-1", more)], now, 100)[0]?.question;

it.each<[string, Partial<EndpointSigns>, string | undefined]>([
  ["nothing is wrong", {}, undefined],
  ["it is Pending", { state: "Pending", stateChangedAt: ago(5) }, "not-available"],
  ["it failed long ago", { state: "failed" }, "not-available"],
  ["it is being deleted", { state: "Deleting", packetsDroppedAt: ago(5) }, undefined],
  ["packets were dropped", { packetsDroppedAt: ago(59) }, "packets-dropped"],
  ["packets were dropped hours ago", { packetsDroppedAt: ago(61) }, undefined],
  ["connections are reset", { resetsAt: ago(20) }, "resets"],
  ["a security group changed", { securityGroupChangedAt: ago(day - 1) }, "security-group-changed"],
  ["a security group changed yesterday", { securityGroupChangedAt: ago(day + 1) }, undefined],
  ["a probe fails", { probeFailedAt: ago(3) }, "probe-failing"],
  ["it fell silent", { lastTrafficAt: ago(100), measuredTo: ago(8) }, "gone-silent"],
  ["its traffic is not known for as long", { lastTrafficAt: ago(100), measuredTo: ago(90) }, undefined],
  ["it fell silent days ago", { lastTrafficAt: ago(2 * day), measuredTo: ago(8) }, undefined],
  ["it is new and never had traffic", { createdAt: ago(100), lastTrafficAt: null }, "never-used"],
  ["it never had traffic, as far as anybody measured", { lastTrafficAt: null, measuredTo: null }, undefined],
  ["somebody looks at it", { watchedUntil: ago(-20) }, "watched"],
  ["somebody looked at it", { watchedUntil: ago(1) }, undefined],
  ["it has no interface", { networkInterfaceIds: [], packetsDroppedAt: ago(1) }, undefined],
])("%s", (_, more, question) => {
  expect(questionOf(more)).toBe(question);
});

it("asks for what people look at first, then for the newest trouble, as far as the interfaces go", () => {
  const endpoints = [
    signs("vpce-old", { packetsDroppedAt: ago(50) }),
    signs("vpce-new", { packetsDroppedAt: ago(5), securityGroupChangedAt: ago(300) }),
    signs("vpce-wide", { resetsAt: ago(30), networkInterfaceIds: ["a", "b", "c"] }),
    signs("vpce-watched", { watchedUntil: ago(-1) }),
  ];
  const asked = (most: number) => endpointsInQuestion(endpoints, now, most).map((one) => one.vpcEndpointId);
  expect(asked(100)).toEqual(["vpce-watched", "vpce-new", "vpce-wide", "vpce-old"]);
  expect(asked(5)).toEqual(["vpce-watched", "vpce-new", "vpce-wide"]);
  expect(asked(2)).toEqual(["vpce-watched", "vpce-new"]);
  expect(endpointsInQuestion(endpoints, now, 100)[1]).toMatchObject({
    question: "packets-dropped",
    since: ago(5),
  });
});
