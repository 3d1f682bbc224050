import { expect, test } from "vitest";
import { testDatabase } from "../testing/database.ts";
import type { FindingRow, OpenFinding } from "./findings.ts";
import { emptyChanges, Stage } from "./stage.ts";

const db = testDatabase();
const minute = (after: number) => new Date(Date.parse("2026-11-18T14:00:00Z") + after * 60_000);
const finding: FindingRow = {
  ...{ accountId: "222222222222", region: "us-east-1", resourceType: "vpc", resourceId: "vpc-0a1" },
  ...{ vpcEndpointId: null, serviceName: null, owner: null, findingKey: "unexpected-egress vpc-0a1" },
  ...{ checkId: "unexpected-egress", hop: "fleet", role: "advisory", severity: "ticket", title: "Egress" },
  ...{ sentence: "Egress.", azId: null, isVerdict: false, since: minute(0) },
  ...{ evidence: [], confirm: [], fix: null, contentDigest: "a" },
};
const open: OpenFinding = { ...finding, stale: false };

const evaluation = (at: number, change: Partial<ReturnType<typeof emptyChanges>>) =>
  Stage.during(db, async (stage) => {
    await stage.addFindings({ ...emptyChanges(), ...change });
    await stage.commit(minute(at));
  });
const begin = (at: number) =>
  evaluation(at, { write: [{ ...finding, since: minute(at), seenAt: minute(at) }] });
const end = (at: number) => evaluation(at, { end: [{ ...open, seenAt: minute(at) }] });
const spells = async () => {
  const { rows } = await db.pool.query<{ since: Date; endedAt: Date | null }>(
    `SELECT since, ended_at AS "endedAt" FROM finding
     UNION ALL SELECT since, ended_at FROM finding_spell ORDER BY since`,
  );
  return rows.map(({ since, endedAt }) => [since, endedAt]);
};

test("a finding that comes and goes keeps each of its spells, and begins anew each time", async () => {
  await begin(0);
  await end(10);
  await begin(20);
  await end(30);
  expect(await spells()).toEqual([
    [minute(0), minute(10)],
    [minute(20), minute(30)],
  ]);
  await begin(40);
  await evaluation(45, { keep: [{ ...open, seenAt: minute(45) }] });
  expect(await spells()).toEqual([
    [minute(0), minute(10)],
    [minute(20), minute(30)],
    [minute(40), null],
  ]);
});

test("what is on the stage is nobody's to read until all of it is in place", async () => {
  await db.pool.query("TRUNCATE finding, finding_spell");
  await Stage.during(db, async (stage) => {
    const other = { ...finding, findingKey: "unexpected-egress vpc-0a2", resourceId: "vpc-0a2" };
    await stage.addFindings({ ...emptyChanges(), write: [{ ...finding, seenAt: minute(0) }] });
    await stage.addFindings({ ...emptyChanges(), write: [{ ...other, seenAt: minute(0) }] });
    expect(await spells()).toEqual([]);
    await stage.commit(minute(1));
  });
  expect(await spells()).toHaveLength(2);
});

test("an evaluation that throws leaves everything as it was", async () => {
  await db.pool.query("TRUNCATE finding, finding_spell");
  const broken = Stage.during(db, async (stage) => {
    await stage.addFindings({ ...emptyChanges(), write: [{ ...finding, seenAt: minute(0) }] });
    throw new Error("the second batch cannot be read");
  });
  await expect(broken).rejects.toThrow("second batch");
  const refused = evaluation(1, {
    write: [
      { ...finding, seenAt: minute(0) },
      { ...finding, findingKey: "x", severity: null as unknown as string, seenAt: minute(0) },
    ],
  });
  await expect(refused).rejects.toThrow(/null value/);
  expect(await spells()).toEqual([]);
  await begin(2);
  expect(await spells()).toHaveLength(1);
});
