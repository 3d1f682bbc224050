import { describe, expect, it } from "vitest";
import { configSchema } from "#lib/config/schema.ts";
import { testDatabase } from "#lib/testing/database.ts";
import { exitCodeOf } from "../once.ts";
import { collect, organizationConfig, testSimulator } from "../testing.ts";

const simulator = testSimulator({ fleet: { accounts: 3, regions: 2, endpoints: 12 } });
const only = ({ collector }: { collector: string }) =>
  ["accounts", "regions", "endpoints"].includes(collector);
const accountsOf = async (db: ReturnType<typeof testDatabase>) =>
  (
    await db.pool.query<{ id: string; source: string }>(
      "SELECT account_id AS id, source FROM account ORDER BY 1",
    )
  ).rows;

describe("without access to Organizations", () => {
  const db = testDatabase();

  it("the account of the credentials is collected alone, and the reason is on record", async () => {
    simulator.it.control.faults.add({ kind: "denied", action: "ListAccounts" });
    const runs = await collect(db, organizationConfig(), only);
    const management = simulator.it.fleet.plan.accounts[0]?.id;
    expect(await accountsOf(db)).toEqual([{ id: management, source: "credentials" }]);
    expect(runs.find(({ scope }) => scope.collector === "accounts")).toMatchObject({
      outcome: "partial",
      failure: { errorClass: "denied", message: expect.stringContaining("ListAccounts") },
    });
    expect(runs.filter(({ scope }) => scope.collector === "endpoints")).toHaveLength(2);
    expect(exitCodeOf(runs)).toBe(3);
  });

  it("accounts that were listed before stay, and are still collected", async () => {
    await collect(db, organizationConfig(), only);
    expect(await accountsOf(db)).toHaveLength(3);
    simulator.it.control.faults.add({ kind: "denied", action: "ListAccounts" });
    const runs = await collect(db, organizationConfig(), only);
    expect((await accountsOf(db)).every(({ source }) => source === "organization")).toBe(true);
    expect(
      runs.filter(({ scope, outcome }) => scope.collector === "endpoints" && outcome === "success"),
    ).toHaveLength(6);
  });
});

describe("with a list of accounts and regions", () => {
  const db = testDatabase();

  it("collects those alone, by their roles, and says which one is not to be had", async () => {
    const [, first, second] = simulator.it.fleet.plan.accounts;
    const config = configSchema.parse({
      accounts: [
        { id: first?.id, name: "payments", roleArn: `arn:aws:iam::${first?.id}:role/LinkledgerReader` },
        { id: second?.id, roleArn: `arn:aws:iam::${second?.id}:role/NoSuchRole` },
      ],
      regions: ["eu-west-1"],
    });
    const runs = await collect(db, config, only);
    const endpoints = runs.filter(({ scope }) => scope.collector === "endpoints");
    expect(endpoints.map(({ scope, outcome }) => [scope.accountId, scope.region, outcome]).sort()).toEqual(
      [
        [first?.id, "eu-west-1", "success"],
        [second?.id, "eu-west-1", "failed"],
      ].sort(),
    );
    expect(exitCodeOf(runs)).toBe(3);
    const { rows } = await db.pool.query("SELECT name, source FROM account WHERE account_id = $1", [
      first?.id,
    ]);
    expect(rows).toEqual([{ name: "payments", source: "configuration" }]);
  });
});

describe("with nobody at the other end", () => {
  const db = testDatabase();

  it("nothing worked, and that is the exit code", async () => {
    simulator.it.control.faults.add({ kind: "denied" });
    const runs = await collect(db, organizationConfig(), only);
    expect(runs.map(({ outcome }) => outcome)).toEqual(["failed"]);
    expect(exitCodeOf(runs)).toBe(1);
  });
});
