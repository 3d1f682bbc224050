import { expect, it } from "vitest";
import { quotaRows, whyUnknown } from "./compute.ts";
import type { ListedQuota } from "./schema.ts";

const scope = (collector: string, more = {}) => ({
  collector,
  fresh: true,
  outcome: "success",
  errorClass: null,
  ...more,
});
const allFresh = ["endpoints", "services", "load-balancers"].map((collector) => scope(collector));
const perVpc: ListedQuota = {
  code: "L-29B6F2EB",
  name: "Interface VPC endpoints per VPC",
  value: 100,
  adjustable: true,
  source: "applied",
};
const use = { quota: "interface-endpoints", resourceId: "vpc-1", used: 48 } as const;

it("holds what is applied against what is used", () => {
  const listed = new Map([["vpc", [{ ...perVpc, value: 50, source: "default" as const }, perVpc]]]);
  expect(quotaRows(listed, [use], allFresh)).toEqual([
    {
      quotaCode: "L-29B6F2EB",
      resourceId: "vpc-1",
      serviceCode: "vpc",
      quotaName: "Interface VPC endpoints per VPC",
      value: 100,
      usage: 48,
      adjustable: true,
      raw: { valueSource: "applied" },
    },
  ]);
});

it("does not count from rows that are not known to be true, and says why", () => {
  const listed = new Map([["vpc", [perVpc]]]);
  const failed = [scope("endpoints", { fresh: false, outcome: "failed", errorClass: "denied" })];
  const [row] = quotaRows(listed, [use], failed);
  expect(row).toMatchObject({
    value: 100,
    usage: null,
    raw: { usageUnknown: "endpoints was not collected completely (denied)" },
  });
});

it("leaves out the quotas of a service that could not be listed", () => {
  const targets = { quota: "target-group-targets", resourceId: "arn:tg", used: 3 } as const;
  const rows = quotaRows(new Map([["vpc", [perVpc]]]), [use, targets], allFresh);
  expect(rows.map(({ serviceCode }) => serviceCode)).toEqual(["vpc"]);
});

it("takes a documented default where Service Quotas names none, and nothing where none is documented", () => {
  const principals = { quota: "service-principals", resourceId: "vpce-svc-1", used: 7 } as const;
  const services = { quota: "endpoint-services", resourceId: "", used: 2 } as const;
  const rows = quotaRows(new Map([["vpc", []]]), [principals, services], allFresh);
  expect(rows).toMatchObject([
    { quotaCode: "service-principals", value: 50, usage: 7, raw: { valueSource: "documented" } },
    { quotaCode: "endpoint-services", value: null, usage: 2, raw: { valueSource: null } },
  ]);
  const listed = { ...perVpc, code: "L-NEW", name: "Principals per VPC endpoint service", value: 75 };
  expect(quotaRows(new Map([["vpc", [listed]]]), [principals], allFresh)).toMatchObject([
    { quotaCode: "L-NEW", value: 75, raw: { valueSource: "applied" } },
  ]);
});

it("calls what there is none of to measure unknown, not zero", () => {
  const policy = { quota: "policy-characters", resourceId: "", used: null } as const;
  expect(quotaRows(new Map([["vpc", []]]), [policy], allFresh)).toMatchObject([
    { usage: null, raw: { usageUnknown: "there is nothing to measure" } },
  ]);
});

it.each([
  [undefined, allFresh],
  ["endpoints has not been collected yet", []],
  ["endpoints has not been collected yet", [scope("endpoints", { fresh: false, outcome: null })]],
  ["endpoints was last collected more than three intervals ago", [scope("endpoints", { fresh: false })]],
  [
    "endpoints was not collected completely (partial)",
    [scope("endpoints", { fresh: false, outcome: "partial" })],
  ],
])("reason: %s", (reason, scopes) => expect(whyUnknown(["endpoints"], scopes)).toBe(reason));
