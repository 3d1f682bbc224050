import { beforeAll, describe, expect, it } from "vitest";
import { accountRow, fixtureNow as now, scopeRow } from "../testing/endpointRows.ts";
import { insertRows, processDatabase } from "../testing/rows.ts";
import { billedDays, billedShares, billedSpan, costScopes } from "./data.ts";
import { loadSpend, readMonth } from "./loaders.ts";

const db = processDatabase();
const one = "111111111111";
const two = "222222222222";

const bill = (
  accountId: string,
  day: string,
  unblendedCostUsd: number,
  more: Record<string, unknown> = {},
) => ({
  accountId,
  day,
  service: "Amazon Virtual Private Cloud",
  usageType: "USE1-VpcEndpoint-Hours",
  region: "us-east-1",
  unblendedCostUsd,
  usageQuantity: unblendedCostUsd * 100,
  estimated: false,
  collectedAt: now,
  ...more,
});

beforeAll(async () => {
  await insertRows(db, "account", [accountRow(one, "one"), accountRow(two, "two")]);
  await insertRows(db, "collector_scope", [
    scopeRow({ collector: "costs", region: "global" }),
    scopeRow({ collector: "costs", accountId: two, region: "global", outcome: "failed" }),
  ]);
  await insertRows(db, "billed_cost", [
    bill(one, "2026-10-01", 4),
    bill(one, "2026-11-01", 6),
    bill(two, "2026-11-01", 3, { estimated: true, collectedAt: new Date("2026-11-17T00:00:00Z") }),
    bill(one, "2026-11-02", 2, { usageType: "EU-VpcEndpoint-Bytes", region: "eu-west-1" }),
    bill(one, "2026-11-17", 1),
  ]);
});

describe("the bill", () => {
  it("is summed by day, with the doubts of any part of it", async () => {
    const [first] = await billedDays({ first: "2026-11-01", last: "2026-11-30" });
    expect(first).toMatchObject({ day: "2026-11-01", costUsd: 9, estimated: true });
    expect(first?.collectedAt.toISOString()).toBe("2026-11-17T00:00:00.000Z");
  });

  it("is split with both spans in one row", async () => {
    const shares = await billedShares(
      "account",
      { first: "2026-11-01", last: "2026-11-30" },
      { first: "2026-11-01", last: "2026-11-01" },
      { first: "2026-10-01", last: "2026-10-01" },
    );
    expect(shares).toEqual([
      { key: one, name: "one", costUsd: 9, comparedUsd: 6, beforeUsd: 4 },
      { key: two, name: "two", costUsd: 3, comparedUsd: 3, beforeUsd: 0 },
    ]);
    const regions = await billedShares(
      "region",
      { first: "2026-11-01", last: "2026-11-30" },
      undefined,
      undefined,
    );
    expect(regions.map(({ key, costUsd, beforeUsd }) => [key, costUsd, beforeUsd])).toEqual([
      ["us-east-1", 10, 0],
      ["eu-west-1", 2, 0],
    ]);
  });

  it("knows how far it reaches and who is behind", async () => {
    expect(await billedSpan()).toEqual({ first: "2026-10-01", last: "2026-11-17" });
    expect((await costScopes(now)).map(({ accountName, fresh }) => [accountName, fresh])).toEqual([
      ["two", false],
      ["one", true],
    ]);
  });

  it("is prepared for a month that exists and has begun", async () => {
    expect(readMonth("2026-12", now)).toBe("2026-11");
    expect(readMonth("2026-10", now)).toBe("2026-10");
    expect(readMonth("x", now)).toBe("2026-11");
    const { spend, shares } = await loadSpend("2026-10", "usageType", now);
    expect(spend.totalUsd).toBe(4);
    expect(shares.map(({ key }) => key)).toEqual(["USE1-VpcEndpoint-Hours"]);
  });
});
