import pg from "pg";
import type { CostRow } from "#lib/cost/billedSchema.ts";
import { formatUsd } from "#lib/format/money.ts";
import { expect, test } from "./fixtures.ts";
import { foreignTraces } from "./foreign.ts";
import { type Company, openCompany } from "./signIn.ts";

// One process of the app with sign-in serves both tests.
test.describe.configure({ mode: "default" });

const sumOf = (rows: CostRow[]) => rows.reduce((sum, { billed }) => sum + (billed ?? 0), 0);
const ada = { name: "Ada Lovelace", email: "ada@example.com", groups: ["part"] };
const root = { name: "Root", email: "root@example.com", groups: ["platform"] };
let company: Company;
let pool: pg.Pool;
let accounts: string[];

test.beforeAll(async () => {
  pool = new pg.Pool({ connectionString: process.env.LINKLEDGER_E2E_DATABASE, max: 2 });
  const { rows } = await pool.query<{ id: string }>(
    `SELECT account_id AS id FROM vpc_endpoint WHERE gone_at IS NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 2`,
  );
  accounts = rows.map(({ id }) => id);
  company = await openCompany(accounts);
});

test.afterAll(async () => {
  await company?.close();
  await pool?.end();
});

test("signing in, seeing one's part alone, and being signed out: by oneself, by time, by an admin", async ({
  page,
  browser,
  complaints,
  checkAccessibility,
}) => {
  const { url } = company;
  company.person("ada", ada);
  // From a page with filters to the provider, and back to exactly that page.
  const asked = `${url}/endpoints?region=us-east-1&sort=-bytes30d`;
  await page.goto(asked);
  expect(page.url()).toBe(asked);
  await expect(page.getByRole("heading", { level: 1, name: "Endpoints" })).toBeVisible();

  // The list, its count, its CSV and the palette hold the two accounts and nothing else.
  const own = await (await page.request.get(`${url}/api/v1/endpoints?limit=1000`)).json();
  const all = await (await page.request.get("/api/v1/endpoints?limit=1000")).json();
  expect(own.total).toBeLessThan(all.total);
  const inGrant = all.items.filter(({ accountId }: { accountId: string }) => accounts.includes(accountId));
  expect(own.total).toBe(inGrant.length);
  const csv = await (await page.request.get(`${url}/api/v1/endpoints.csv`)).text();
  const outside = all.items.find(({ accountId }: { accountId: string }) => !accounts.includes(accountId));
  expect([csv.includes(inGrant[0].vpcEndpointId), csv.includes(outside.vpcEndpointId)]).toEqual([
    true,
    false,
  ]);
  await page.keyboard.press("Control+k");
  const search = page.getByRole("textbox", { name: /Search endpoints/ });
  await search.fill(outside.vpcEndpointId);
  await expect(page.getByText(`Nothing is called “${outside.vpcEndpointId}”.`)).toBeVisible();
  await search.fill(inGrant[0].vpcEndpointId);
  await expect(page.getByRole("button", { name: new RegExp(inGrant[0].vpcEndpointId) })).toBeVisible();
  await page.keyboard.press("Escape");
  const status = async (path: string) => (await page.request.get(url + path, { maxRedirects: 0 })).status();
  expect(await status(`/endpoints/${inGrant[0].vpcEndpointId}`)).toBe(200);
  expect(await status(`/endpoints/${outside.vpcEndpointId}`)).toBe(404);

  // A viewer is shown no button that would be refused, and is refused without one.
  await page.goto(`${url}/alerts`);
  await expect(page.getByRole("heading", { level: 1, name: "Alerts" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^(Acknowledge|Silence)/ })).toHaveCount(0);
  const sent = { headers: { origin: url }, data: { items: [], decision: "keep", reason: "x", by: "x" } };
  for (const path of ["/api/v1/idle-decisions", "/api/v1/alert-acknowledgements"])
    expect((await page.request.post(url + path, sent)).status()).toBe(403);

  // Where one is signed in, and the end of it by somebody who may.
  await page.goto(`${url}/account`);
  await expect(
    page.getByRole("region", { name: "Where you are signed in" }).getByText("this one"),
  ).toBeVisible();
  await checkAccessibility();
  company.person("root", root);
  const office = await browser.newContext();
  const admin = await office.newPage();
  await admin.goto(`${url}/settings/access`);
  const sessions = admin.getByRole("region", { name: "Open sessions", exact: true });
  await sessions.getByRole("button", { name: "End Ada Lovelace's session" }).click();
  await sessions.getByRole("button", { name: "End it" }).click();
  await expect(sessions.getByText("Ada Lovelace")).toHaveCount(0);
  expect(await status("/api/v1/endpoints")).toBe(401);
  await admin.goto(`${url}/settings/activity`);
  // By its role: while the page streams in, its text is there a second time, hidden.
  const activity = admin.getByRole("region", { name: "Activity, table" });
  await expect(activity.getByText("the session of Ada Lovelace")).toBeVisible();
  await office.close();

  // Signed out in the middle of reading: the next click leads to the provider and on to where it was to lead.
  company.person("ada", ada);
  await page.goto(`${url}/findings?severity=page&state=any`);
  await pool.query("UPDATE access_session SET last_seen_at = last_seen_at - interval '1 day'");
  await page.reload();
  expect(page.url()).toBe(`${url}/findings?severity=page&state=any`);
  await expect(page.getByRole("heading", { level: 1, name: "Findings" })).toBeVisible();
  await page.getByRole("button", { name: "Signed in as Ada Lovelace" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Signed out" })).toBeVisible();
  expect(await status("/api/v1/endpoints")).toBe(401);
  expect(
    (
      await page.request.get(`${url}/findings`, { headers: { accept: "text/html" }, maxRedirects: 0 })
    ).status(),
  ).toBe(302);
  // A page that looks for news while its session is ended is told so.
  complaints.splice(0, complaints.length, ...complaints.filter((line) => !/status of 401/.test(line)));
});

test("no page of the app tells somebody with a part of the fleet an id, a name or a sum of the rest", async ({
  page,
}) => {
  company.person("ada", ada);
  await page.request.get(`${company.url}/sign-in`);
  // The bill of the part is that of its accounts, and the whole fleet's is written nowhere.
  const [whole = [], part = []] = await Promise.all(
    ["", company.url].map(
      async (at) => (await (await page.request.get(`${at}/api/v1/costs`)).json()).items as CostRow[],
    ),
  );
  const [all, own] = [sumOf(whole), sumOf(part)];
  expect(own).toBeCloseTo(sumOf(whole.filter(({ account }) => accounts.includes(account ?? ""))), 4);
  expect(own).toBeLessThan(all);
  const sums = [formatUsd(all), formatUsd(all, 0)];
  const { read, leaks } = await foreignTraces(pool, accounts, sums, async (path, rsc) => {
    const answer = await page.request.get(company.url + path, {
      headers: rsc ? { rsc: "1" } : { accept: "text/html" },
    });
    return { status: answer.status(), text: await answer.text() };
  });
  expect(leaks).toEqual([]);
  // It would prove nothing over pages that were refused.
  expect(read).toBeGreaterThan(20);
});
