import { expect, test } from "vitest";
import { compare, type Found, type Planted } from "./compare.ts";

const fault: Planted = {
  ...{
    checkId: "az-not-served",
    resourceId: "vpce-svc-1",
    azIds: ["use1-az2"],
    sentence: "One zone is gone.",
  },
  ...{ foundOn: ["vpce-1", "vpce-2"], implied: ["probe-connect-failing"], impliedOn: ["vpce-3"] },
};
const finding = (subject: string, more: Partial<Found> = {}): Found => ({
  ...{ checkId: "az-not-served", severity: "ticket", subject, azId: "use1-az2", sentence: "It is so." },
  ...more,
});

test("a fault is found where its check says so in the broken lane, or in all lanes", () => {
  expect(compare([fault], [finding("vpce-1"), finding("vpce-2", { azId: null })])).toMatchObject({
    ...{ expected: 2, found: 2, reported: 2, accounted: 2, missed: [], unplanned: [] },
  });
  expect(compare([fault], [finding("vpce-1"), finding("vpce-2", { azId: "use1-az1" })])).toMatchObject({
    ...{ found: 1, missed: ["az-not-served on vpce-2: One zone is gone."] },
  });
});

test("what is implied is accounted for, what is information is not counted, the rest is named", () => {
  const probes = { checkId: "probe-connect-failing", azId: null };
  const told = compare(
    [fault],
    [
      finding("vpce-3", probes),
      finding("vpce-9", { ...probes, severity: "info" }),
      finding("vpce-9", { ...probes, severity: "page" }),
    ],
  );
  expect(told).toMatchObject({ found: 0, reported: 2, accounted: 1 });
  expect(told.unplanned).toEqual(["probe-connect-failing (page) on vpce-9: It is so."]);
});
