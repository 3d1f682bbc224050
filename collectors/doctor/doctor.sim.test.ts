import { describe, expect, it } from "vitest";
import { configSchema } from "#lib/config/schema.ts";
import { DatabaseUnavailableError } from "#lib/errors.ts";
import { dueChecks } from "#lib/onboarding/checkData.ts";
import { permissions } from "#lib/onboarding/permissions.ts";
import { testDatabase } from "#lib/testing/database.ts";
import { openRuntime } from "../runtime.ts";
import { testNow, testSimulator } from "../testing.ts";
import { examine } from "./examine.ts";
import { checkDueAccounts } from "./job.ts";
import { questions } from "./questions.ts";
import { exitCodeOf, reportText } from "./report.ts";

const simulator = testSimulator({ fleet: { accounts: 3, regions: 2, endpoints: 12 } });
const db = testDatabase();
const now = new Date(testNow);
const usual = { only: [], everywhere: false, billed: true };
const ids = () => simulator.it.fleet.plan.accounts.map(({ id }) => id);
const config = configSchema.parse({ organization: {}, regions: ["us-east-1", "eu-west-1"] });

const look = async (more: Partial<Parameters<typeof examine>[2]> = {}, configured = config) => {
  const report = await examine(db, configured, { ...usual, ...more }, now);
  const of = (accountId: string) => {
    const found = report.accounts.find((account) => account.accountId === accountId);
    if (!found) throw new Error(`${accountId} was not checked`);
    return found;
  };
  return { report, of, text: reportText(report), exit: exitCodeOf(report) };
};

it("knows how to ask for every permission", () => {
  expect(Object.keys(questions).sort()).toEqual(permissions.map(({ action }) => action).sort());
});

describe("the doctor", () => {
  it("finds nothing missing where nothing is, with calls that change nothing and cost a cent", async () => {
    const { report, text, exit, of } = await look({ everywhere: true });
    expect(exit, text).toBe(0);
    expect(report.accounts.map(({ status }) => status)).toEqual(["complete", "complete", "complete"]);
    // The bill and the Price List are asked once, in the management account; all else in every region.
    const [management = "", member = ""] = ids();
    expect(of(member).permissions).toHaveLength(33 * 2);
    expect(of(management).permissions.length - of(member).permissions.length).toBe(3);
    const { "ce:GetCostAndUsage": bill, "monitoring:GetMetricData": metrics } =
      simulator.it.control.counters.snapshot();
    expect([bill?.requests, metrics?.metrics]).toEqual([1, 6]);
    expect(text).toMatch(/All good/);
  });

  it("says of each denial who denies and who can change it, and goes on", async () => {
    const { control } = simulator.it;
    const [, first = "", second = ""] = ids();
    control.deny(first, "ec2:DescribeFlowLogs", "identity-policy");
    control.deny(first, "elasticloadbalancing:DescribeTargetHealth", "service-control-policy");
    control.deny(first, "monitoring:GetMetricData");
    control.deny(second, "sts:AssumeRole");
    const { of, text, exit } = await look();
    expect(exit).toBe(3);
    const missing = of(first).permissions.filter(({ status }) => status === "missing");
    expect(missing.map(({ subject, cause }) => [subject, cause])).toEqual([
      ["ec2:DescribeFlowLogs", "identity-policy"],
      ["elasticloadbalancing:DescribeTargetHealth", "service-control-policy"],
      ["cloudwatch:GetMetricData", "denied"],
    ]);
    expect(of(first).sources.find(({ subject }) => subject === "flow-logs")?.status).toBe("unknown");
    expect(of(second)).toMatchObject({ status: "unreachable", permissions: [], reach: { cause: "trust" } });
    expect(text).toMatch(/1 complete, 1 incomplete, 1 unreachable/);
    expect(text).toMatch(/→ .*who manages the organization/);
    const { rows } = await db.pool.query("SELECT account_id, status FROM account_check ORDER BY status");
    expect(rows).toEqual([
      { account_id: ids()[0], status: "complete" },
      { account_id: first, status: "incomplete" },
      { account_id: second, status: "unreachable" },
    ]);
  });

  it("tells what is switched off, busy or broken from what is denied", async () => {
    const { control } = simulator.it;
    const [, first = ""] = ids();
    control.faults.add({ kind: "error", accountId: first, action: "LookupEvents" });
    const { of, exit } = await look(
      { only: [first] },
      configSchema.parse({ organization: {}, regions: ["us-east-1", "ap-south-1"] }),
    );
    expect(exit).toBe(3);
    expect(of(first)).toMatchObject({
      status: "unknown",
      regions: { checked: ["us-east-1"], off: ["ap-south-1"] },
    });
    const trail = of(first).permissions.find(({ subject }) => subject === "cloudtrail:LookupEvents");
    expect(trail).toMatchObject({ status: "unknown", cause: "other" });
  });

  it("checks the file's accounts without a database and without Organizations, and names both", async () => {
    const [, first = ""] = ids();
    simulator.it.control.deny("*", "organizations:ListAccounts");
    const roleArn = `arn:aws:iam::${first}:role/LinkledgerReader`;
    const listed = configSchema.parse({
      organization: {},
      accounts: [{ id: first, roleArn }],
      regions: ["us-east-1"],
    });
    const away = new DatabaseUnavailableError("the database at 127.0.0.1:1 cannot be reached");
    const report = await examine(away, listed, usual, now);
    expect(report.accounts.map(({ accountId, status }) => [accountId, status])).toEqual([
      [first, "complete"],
    ]);
    const missing = report.installation.filter(({ status }) => status === "missing");
    expect(missing.map(({ subject }) => subject)).toEqual(["organizations:ListAccounts", "database"]);
    expect(exitCodeOf(report)).toBe(3);
  });

  it("refuses to say anything of accounts that nobody knows", async () => {
    await expect(look({ only: ["999999999999"] })).rejects.toThrow(/neither configured nor listed/);
  });
});

it("is run by a worker for accounts that somebody asked about, and once a day, without asking what is billed", async () => {
  const [, first = "", second = ""] = ids();
  await db.pool.query("DELETE FROM account_check");
  const account = (id: string, seen: string) =>
    db.pool.query(
      `INSERT INTO account (account_id, name, source, first_seen_at, last_seen_at, collector)
       VALUES ($1, $1, 'organization', $2, $2, 'accounts')`,
      [id, seen],
    );
  await account(first, "2026-11-01T00:00:00Z");
  await account(second, "2026-11-18T14:00:00Z");
  // One that was just found waits for its first collection.
  expect((await dueChecks(db.pool, now, 9)).map(({ accountId }) => accountId)).toEqual([first]);
  await db.pool.query("INSERT INTO account_check (account_id, asked_at) VALUES ($1, $2)", [second, now]);
  expect((await dueChecks(db.pool, now, 9)).map(({ accountId }) => accountId)).toEqual([second, first]);
  simulator.it.control.counters.reset();
  const runtime = await openRuntime(db, config, new AbortController().signal);
  try {
    expect(await checkDueAccounts(runtime)).toBe(2);
  } finally {
    await runtime.close();
  }
  expect(await dueChecks(db.pool, now, 9)).toEqual([]);
  expect(simulator.it.control.counters.snapshot()["ce:GetCostAndUsage"]).toBeUndefined();
  expect(await dueChecks(db.pool, new Date(testNow + 25 * 3_600_000), 9)).toHaveLength(2);
});
