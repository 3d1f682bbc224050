import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  ListServiceQuotasCommand,
  paginateListAWSDefaultServiceQuotas,
  paginateListServiceQuotas,
} from "@aws-sdk/client-service-quotas";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Simulator, startSimulator } from "./server.ts";
import { accountNamed, clientsFor, codeOf } from "./testing/clients.ts";

const PER_VPC = { ServiceCode: "vpc", QuotaCode: "L-29B6F2EB" };

let simulator: Simulator;
let account: string;
beforeAll(async () => {
  simulator = await startSimulator({ now: Date.parse("2026-03-18T15:20:00Z") });
  account = accountNamed(simulator, "payments-prod");
});
afterAll(() => simulator.close());

test("pages go on to the end, and no quota comes twice", async () => {
  const { quotas } = await clientsFor(simulator, account);
  for (const ServiceCode of ["vpc", "elasticloadbalancing"]) {
    const codes: (string | undefined)[] = [];
    for await (const page of paginateListAWSDefaultServiceQuotas(
      { client: quotas, pageSize: 4 },
      { ServiceCode },
    ))
      codes.push(...(page.Quotas ?? []).map((quota) => quota.QuotaCode));
    const whole = await quotas.send(new ListServiceQuotasCommand({ ServiceCode }));
    expect(codes.length).toBeGreaterThan(4);
    expect(new Set(codes).size).toBe(codes.length);
    for (const quota of whole.Quotas ?? []) expect(codes).toContain(quota.QuotaCode);
  }
});

test("a quota of which only the default is known is in the defaults alone", async () => {
  const { quotas } = await clientsFor(simulator, account);
  const size = { ServiceCode: "vpc", QuotaCode: "L-3248932A" };
  expect(await codeOf(quotas.send(new GetServiceQuotaCommand(size)))).toBe("NoSuchResourceException");
  const known = await quotas.send(new GetAWSDefaultServiceQuotaCommand(size));
  expect(known.Quota?.Value).toBe(20_480);
  for await (const page of paginateListServiceQuotas({ client: quotas }, { ServiceCode: "vpc" }))
    expect(page.Quotas?.map((quota) => quota.QuotaCode)).not.toContain("L-3248932A");
});

test("applied values differ from account to account and are never below the default", async () => {
  const values = new Set<number | undefined>();
  for (const one of simulator.fleet.plan.accounts.filter((spec) => spec.status === "ACTIVE").slice(0, 15)) {
    const { quotas } = await clientsFor(simulator, one.id);
    const first = await quotas.send(new GetServiceQuotaCommand(PER_VPC));
    const again = await quotas.send(new GetServiceQuotaCommand(PER_VPC));
    expect(again.Quota).toEqual(first.Quota);
    expect(first.Quota?.Value).toBeGreaterThanOrEqual(50);
    values.add(first.Quota?.Value);
  }
  expect(values.size).toBeGreaterThan(1);
});

test("unknown services and codes are no such resource, bad tokens are refused", async () => {
  const { quotas } = await clientsFor(simulator, account);
  const get = (ServiceCode: string, QuotaCode: string) =>
    codeOf(quotas.send(new GetServiceQuotaCommand({ ServiceCode, QuotaCode })));
  expect(await get("vpc", "L-00000000")).toBe("NoSuchResourceException");
  expect(await get("nothing", "L-29B6F2EB")).toBe("NoSuchResourceException");
  const bad = new ListServiceQuotasCommand({ ServiceCode: "vpc", NextToken: "bm8=" });
  expect(await codeOf(quotas.send(bad))).toBe("InvalidPaginationTokenException");
});

test("denied, throttled and regions that are off are told apart", async () => {
  const { quotas } = await clientsFor(simulator, account);
  const ask = () => codeOf(quotas.send(new GetServiceQuotaCommand(PER_VPC)));
  simulator.control.deny(account, "servicequotas:GetServiceQuota");
  expect(await ask()).toBe("AccessDeniedException");
  simulator.control.reset();
  simulator.control.faults.add({ kind: "throttle", service: "servicequotas" });
  expect(await ask()).toBe("TooManyRequestsException");
  simulator.control.reset();
  simulator.control.setRegionOff(account, "us-east-1");
  expect(await ask()).toBe("UnrecognizedClientException");
  simulator.control.reset();
});
