import { expect, it } from "vitest";
import { type CrossZoneFacts, crossZoneBytes } from "./crossZone.ts";

const facts: CrossZoneFacts = {
  ...{ enabled: true, groups: [null], bytesByAz: { "use1-az1": 300, "use1-az2": 100 }, bytes: 400 },
  targetsByAz: { "use1-az1": 1, "use1-az2": 3 },
};

it.each<[string, Partial<CrossZoneFacts>, object]>([
  ["spreads each zone over all targets", {}, { bytes: 300 * 0.75 + 100 * 0.25 }],
  ["sends all of a zone without targets elsewhere", { targetsByAz: { "use1-az2": 2 } }, { bytes: 300 }],
  ["keeps all in one zone", { bytesByAz: { "use1-az2": 100 }, targetsByAz: { "use1-az2": 2 } }, { bytes: 0 }],
  ["is nothing where it is off", { enabled: false, bytesByAz: null, targetsByAz: null }, { bytes: 0 }],
  ["lets a target group overrule it", { enabled: false, groups: [true] }, { bytes: 250 }],
  ["lets a target group turn it off", { groups: [false, false] }, { bytes: 0 }],
  ["is nothing without a byte", { bytes: 0, bytesByAz: null }, { bytes: 0 }],
  ["cannot split traffic between groups that differ", { groups: [true, false] }, { reason: "groups-differ" }],
  ["needs the setting", { enabled: null }, { reason: "setting-unknown" }],
  ["needs the zones of targets", { targetsByAz: null }, { reason: "targets-unknown" }],
  ["needs a target", { targetsByAz: {} }, { reason: "targets-unknown" }],
  ["needs traffic by zone", { bytesByAz: null }, { reason: "not-measured" }],
])("%s", (_, more, found) => {
  expect(crossZoneBytes({ ...facts, ...more })).toEqual(found);
});
