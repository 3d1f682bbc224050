import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AuditedRow,
  compareKeys,
  type DiffCoverage,
  type DiffItem,
  diffPair,
  pairRows,
  type RowPair,
} from "./diff.ts";

const endpoint: AuditedRow = {
  subject: "endpoint",
  accountId: "111111111111",
  region: "us-east-1",
  id: ["vpce-1"],
  covered: true,
  owner: "core",
  state: "available",
  policy: "d1",
  principals: ["*"],
  azIds: ["use1-az1", "use1-az2"],
  securityGroupIds: ["sg-1"],
  idleState: "active",
  billedUsd: null,
  estimatedUsd: 10,
};
const service: AuditedRow = {
  ...endpoint,
  subject: "service",
  id: ["vpce-svc-1"],
  acceptanceRequired: true,
  idleState: undefined,
  estimatedUsd: undefined,
};
const finding: AuditedRow = {
  subject: "finding",
  accountId: "111111111111",
  region: "us-east-1",
  id: ["f-1"],
  covered: true,
  owner: "core",
  state: "open",
};
const all: DiffCoverage = { before: () => true, after: () => true };

const words = (items: DiffItem[]) =>
  items.map(({ change, before, after, costDeltaUsd }) => [change, before, after, costDeltaUsd]);

describe("a pair of rows", () => {
  const cases: [string, RowPair, DiffCoverage, unknown[]][] = [
    ["the same", [endpoint, endpoint], all, []],
    ["new", [undefined, endpoint], all, [["new", null, "available", 10]]],
    ["gone", [endpoint, undefined], all, [["gone", "available", null, -10]]],
    ["another owner", [endpoint, { ...endpoint, owner: null }], all, [["owner", "core", null, null]]],
    ["another policy", [endpoint, { ...endpoint, policy: "d2" }], all, [["policy", "d1", "d2", null]]],
    [
      "others allowed",
      [endpoint, { ...endpoint, principals: ["arn:b", "arn:a"] }],
      all,
      [["principals", "*", "arn:a;arn:b", null]],
    ],
    ["the same AZs in another order", [endpoint, { ...endpoint, azIds: ["use1-az2", "use1-az1"] }], all, []],
    [
      "fewer AZs",
      [endpoint, { ...endpoint, azIds: ["use1-az2"] }],
      all,
      [["azs", "use1-az1;use1-az2", "use1-az2", null]],
    ],
    [
      "other groups",
      [endpoint, { ...endpoint, securityGroupIds: [] }],
      all,
      [["security-groups", "sg-1", "", null]],
    ],
    ["the same state in other letters", [endpoint, { ...endpoint, state: "Available" }], all, []],
    [
      "another state",
      [endpoint, { ...endpoint, state: "failed" }],
      all,
      [["state", "available", "failed", null]],
    ],
    [
      "became idle",
      [endpoint, { ...endpoint, idleState: "idle" }],
      all,
      [["became-idle", "active", "idle", null]],
    ],
    ["woke up", [{ ...endpoint, idleState: "idle" }, endpoint], all, [["woke-up", "idle", "active", null]]],
    ["unknown is not idle", [endpoint, { ...endpoint, idleState: "unknown" }], all, []],
    [
      "out of unknown nothing became idle",
      [
        { ...endpoint, idleState: "unknown" },
        { ...endpoint, idleState: "idle" },
      ],
      all,
      [],
    ],
    ["dearer", [endpoint, { ...endpoint, estimatedUsd: 12.5 }], all, [["cost", "10", "12.5", 2.5]]],
    [
      "billed is not held against estimated",
      [endpoint, { ...endpoint, billedUsd: 99, estimatedUsd: null }],
      all,
      [],
    ],
    ["a cost nobody knows", [endpoint, { ...endpoint, estimatedUsd: null }], all, []],
    [
      "a new one of no known cost",
      [undefined, { ...endpoint, estimatedUsd: null }],
      all,
      [["new", null, "available", null]],
    ],
    [
      "anybody may connect",
      [service, { ...service, acceptanceRequired: false }],
      all,
      [["acceptance", "true", "false", null]],
    ],
    ["a finding again", [finding, finding], all, [["carried", "open", "open", null]]],
    ["a finding that ended", [finding, undefined], all, [["closed", "open", null, null]]],
    ["a finding that began", [undefined, finding], all, [["opened", null, "open", null]]],
    [
      "missing where nobody looked",
      [endpoint, undefined],
      { before: () => true, after: () => false },
      [["unknown", null, null, null]],
    ],
    [
      "there where nobody had looked before",
      [undefined, endpoint],
      { before: () => false, after: () => true },
      [["unknown", null, null, null]],
    ],
    [
      "stale rows",
      [endpoint, { ...endpoint, covered: false, state: "failed" }],
      all,
      [["unknown", null, null, null]],
    ],
  ];
  it.each(cases)("%s", (_name, pair, coverage, expected) => {
    expect(words(diffPair(pair, coverage))).toEqual(expected);
  });

  it("says in which audit the scope was not covered", () => {
    const reason = (pair: RowPair, coverage: DiffCoverage) => diffPair(pair, coverage)[0]?.reason;
    expect(reason([endpoint, undefined], { before: () => true, after: () => false })).toBe(
      "Its scope was not covered in the later audit.",
    );
    expect(reason([{ ...endpoint, covered: false }, endpoint], all)).toBe(
      "Its scope was not covered in the earlier audit.",
    );
  });
});

const row: fc.Arbitrary<AuditedRow> = fc.record({
  subject: fc.constant("endpoint" as const),
  accountId: fc.constantFrom("111111111111", "222222222222"),
  region: fc.constantFrom("eu-west-1", "us-east-1"),
  id: fc.tuple(fc.constantFrom("vpce-1", "vpce-10", "vpce-2", "vpce-a")),
  covered: fc.constant(true),
  owner: fc.constantFrom(null, "core", "edge"),
  state: fc.constantFrom("available", "failed"),
  policy: fc.constantFrom(null, "d1", "d2"),
  azIds: fc.uniqueArray(fc.constantFrom("use1-az1", "use1-az2", "use1-az3")),
  idleState: fc.constantFrom(null, "active", "idle", "unknown"),
  estimatedUsd: fc.constantFrom(null, 0, 1.25, 7),
});
const keyOf = ({ accountId, region, id }: AuditedRow) => `${accountId} ${region} ${id.join("/")}`;
const rows = fc
  .uniqueArray(row, { selector: keyOf, maxLength: 16 })
  .map((some) => some.toSorted(compareKeys));
const places = [
  "111111111111 eu-west-1",
  "111111111111 us-east-1",
  "222222222222 eu-west-1",
  "222222222222 us-east-1",
];
const uncovered = fc.uniqueArray(fc.constantFrom(...places), { maxLength: 2 });

/** Rows of a snapshot whose scopes are covered but for some places. */
function snapshot(some: AuditedRow[], without: string[]) {
  const covered = (accountId: string, region: string) => !without.includes(`${accountId} ${region}`);
  return {
    rows: some.map((one) => ({ ...one, covered: covered(one.accountId, one.region) })),
    covered: (_subject: string, accountId: string, region: string) => covered(accountId, region),
  };
}
type Snapshot = ReturnType<typeof snapshot>;
const snapshots = fc.tuple(rows, uncovered).map(([some, without]) => snapshot(some, without));

async function* stream(some: AuditedRow[]) {
  yield* some;
}

async function diff(before: Snapshot, after: Snapshot): Promise<DiffItem[]> {
  const items: DiffItem[] = [];
  for await (const pair of pairRows(stream(before.rows), stream(after.rows)))
    items.push(...diffPair(pair, { before: before.covered, after: after.covered }));
  return items;
}

async function drained(pairs: AsyncIterable<RowPair>): Promise<void> {
  for await (const _pair of pairs);
}

const idsOf = (items: DiffItem[], change: string) =>
  items
    .filter((item) => item.change === change)
    .map(({ accountId, region, id }) => `${accountId} ${region} ${id}`);

describe("two audits", () => {
  it("differ in nothing from themselves, but for what is unknown", async () => {
    await fc.assert(
      fc.asyncProperty(snapshots, async (one) => {
        const items = await diff(one, one);
        expect(items.every(({ change }) => change === "unknown")).toBe(true);
        expect(items).toHaveLength(one.rows.filter(({ covered }) => !covered).length);
      }),
    );
  });

  it("turned around: what is new is gone, what is unknown stays so, and costs change their sign", async () => {
    await fc.assert(
      fc.asyncProperty(snapshots, snapshots, async (one, other) => {
        const [there, back] = [await diff(one, other), await diff(other, one)];
        expect(idsOf(back, "gone")).toEqual(idsOf(there, "new"));
        expect(idsOf(back, "new")).toEqual(idsOf(there, "gone"));
        expect(idsOf(back, "unknown")).toEqual(idsOf(there, "unknown"));
        expect(idsOf(back, "woke-up")).toEqual(idsOf(there, "became-idle"));
        const usd = (items: DiffItem[]) =>
          items.reduce((sum, { costDeltaUsd }) => sum + (costDeltaUsd ?? 0), 0);
        expect(usd(back)).toBeCloseTo(-usd(there), 9);
      }),
    );
  });

  it("never call gone or new what nobody could see", async () => {
    await fc.assert(
      fc.asyncProperty(rows, uncovered, rows, uncovered, async (older, notBefore, newer, notAfter) => {
        const items = await diff(snapshot(older, notBefore), snapshot(newer, notAfter));
        for (const { accountId, region, change } of items) {
          const blind = [...notBefore, ...notAfter].includes(`${accountId} ${region}`);
          expect(change === "unknown").toBe(blind);
        }
      }),
    );
  });

  it("give each row once, whatever joins them", async () => {
    await fc.assert(
      fc.asyncProperty(rows, rows, async (older, newer) => {
        const keys: string[] = [];
        for await (const [left, right] of pairRows(stream(older), stream(newer))) {
          if (left && right) expect(keyOf(left)).toBe(keyOf(right));
          keys.push(keyOf((left ?? right) as AuditedRow));
        }
        expect(keys.toSorted()).toEqual([...new Set([...older, ...newer].map(keyOf))].toSorted());
      }),
    );
  });

  it("do not depend on the order inside a row's lists", async () => {
    await fc.assert(
      fc.asyncProperty(rows, rows, async (older, newer) => {
        const turned = (some: AuditedRow[]) =>
          some.map((one) => ({ ...one, azIds: one.azIds?.toReversed() }));
        expect(await diff(snapshot(turned(older), []), snapshot(newer, []))).toEqual(
          await diff(snapshot(older, []), snapshot(turned(newer), [])),
        );
      }),
    );
  });

  it("are refused when their rows are out of order, which would make gone what is there", async () => {
    const wrong = [{ ...endpoint, id: ["vpce-2"] }, endpoint];
    await expect(drained(pairRows(stream(wrong), stream([])))).rejects.toThrow("out of order");
    await expect(drained(pairRows(stream([]), stream([endpoint, endpoint])))).rejects.toThrow("out of order");
  });
});
