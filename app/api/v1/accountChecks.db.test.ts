import { beforeAll, describe, expect, it } from "vitest";
import { checksOfAccounts, dueChecks } from "#lib/onboarding/checkData.ts";
import { storeCheck } from "#lib/onboarding/checkMutations.ts";
import type { AccountCheck } from "#lib/onboarding/checkSchema.ts";
import { loadSettings } from "#lib/settings/loaders.ts";
import { accountRow, fixtureNow } from "#lib/testing/endpointRows.ts";
import { insertRows, processDatabase } from "#lib/testing/rows.ts";
import { GET, POST } from "./accounts/[id]/checks/route.ts";

const db = processDatabase();
const accountId = "111111111111";
const path = `http://x/api/v1/accounts/${accountId}/checks`;
const json = { "content-type": "application/json" };
const context = (id = accountId) => ({ params: Promise.resolve({ id }) });
const ask = (headers: HeadersInit = json, id = accountId, body = "{}") =>
  POST(new Request(path, { method: "POST", headers, body }), context(id));
const read = async (id = accountId) => GET(new Request(path), context(id));

const check: AccountCheck = {
  accountId,
  accountName: "a",
  checkedAt: fixtureNow.toISOString(),
  status: "incomplete",
  roleArn: `arn:aws:iam::${accountId}:role/LinkledgerReader`,
  identityArn: "arn:aws:sts::222222222222:assumed-role/linkledger/i-1",
  reach: {
    subject: "sts:AssumeRole",
    region: null,
    status: "ok",
    cause: null,
    sentence: "It can.",
    fix: null,
  },
  regions: { checked: ["us-east-1"], off: [], unknown: false },
  permissions: [
    {
      ...{ subject: "ec2:DescribeVpcs", region: "us-east-1", status: "missing", cause: "explicit-deny" },
      ...{ sentence: "Denied.", fix: "Allow it." },
    },
  ],
  sources: [],
};

beforeAll(async () => {
  await insertRows(db, "account", [accountRow(accountId, "a")]);
});

describe("a check of an account", () => {
  it("is nothing before the first, and waits once it was asked for", async () => {
    expect(await (await read()).json()).toEqual({ accountId, askedAt: null, waiting: false, check: null });
    const answer = await ask();
    expect([answer.status, (await answer.json()).waiting]).toEqual([202, true]);
    expect((await dueChecks(db.pool, fixtureNow, 5)).map((one) => one.accountId)).toEqual([accountId]);
  });

  it("is what was found last, for the API and for the settings page", async () => {
    await storeCheck(db.pool, check);
    expect(await (await read()).json()).toMatchObject({ waiting: false, check });
    const page = await loadSettings();
    expect(page.checks).toMatchObject({ total: 1, complete: 0, newest: check.checkedAt });
    expect(page.checks.accounts[0]?.state?.check).toEqual(check);
    expect(page.onboarding).toMatchObject({
      principalArn: "arn:aws:iam::222222222222:role/linkledger",
      roleName: "LinkledgerReader",
      externalId: null,
    });
  });

  it("counts with those of all accounts, the worst of which are shown", async () => {
    const others = {
      "2": "unreachable",
      "3": "complete",
      "4": "unknown",
      "5": "complete",
      "6": null,
      "7": "complete",
    };
    for (const [digit, status] of Object.entries(others)) {
      const id = digit.repeat(12);
      const goneAt = digit === "7" ? fixtureNow : null;
      await insertRows(db, "account", [accountRow(id, `n${digit}`, { goneAt })]);
      if (status)
        await storeCheck(db.pool, { ...check, accountId: id, status: status as AccountCheck["status"] });
    }
    const { accounts, ...counts } = await checksOfAccounts(db.pool, fixtureNow, 5);
    expect(counts).toEqual({ total: 6, complete: 2, newest: check.checkedAt });
    expect(accounts.map(({ name, state }) => [name, state?.check?.status])).toEqual([
      ["n2", "unreachable"],
      ["a", "incomplete"],
      ["n4", "unknown"],
      ["n6", undefined],
      ["n3", "complete"],
    ]);
    await db.pool.query("DELETE FROM account WHERE account_id <> $1", [accountId]);
    await db.pool.query("DELETE FROM account_check WHERE account_id <> $1", [accountId]);
  });

  it("is asked for by pages of ours and programs alone, and of accounts that are known", async () => {
    expect((await ask({ ...json, "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await ask({ "content-type": "text/plain" })).status).toBe(415);
    expect((await ask(json, accountId, '{"force":true}')).status).toBe(400);
    for (const id of ["999999999999", "x' OR 1=1", "%00"]) {
      expect((await ask(json, id)).status).toBe(404);
      expect((await read(id)).status).toBe(404);
    }
  });

  it("of another version's shape is no check", async () => {
    await db.pool.query("UPDATE account_check SET result = '{\"status\": 7}'");
    expect((await (await read()).json()).check).toBeNull();
  });
});
