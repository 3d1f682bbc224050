import type { Page } from "@playwright/test";
import pg from "pg";
import { expect, test } from "./fixtures.ts";

interface Endpoint {
  vpcEndpointId: string;
  accountId: string;
  region: string;
  azIds: string[];
}

async function endpoints(page: Page, query: string): Promise<Endpoint[]> {
  const response = await page.request.get(`/api/v1/endpoints?limit=20&${query}`);
  return (await response.json()).items;
}

/** The busiest endpoint in several zones. */
async function busiest(page: Page): Promise<Endpoint> {
  const found = await endpoints(page, "vpcEndpointType=Interface&sort=-bytes30d");
  const one = found.find(({ azIds }) => azIds.length > 1);
  if (!one) throw new Error("the demo fleet has no busy endpoint in several zones");
  return one;
}

test("shows zones and metrics, and keeps range and cursor in the address", async ({ page }) => {
  const { vpcEndpointId, azIds } = await busiest(page);
  await page.goto(`/endpoints/${vpcEndpointId}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(vpcEndpointId);
  const zones = page.locator("#zones");
  for (const azId of azIds) await expect(zones.getByText(azId, { exact: true })).toBeVisible();

  const traffic = page.locator("#traffic");
  await expect(traffic.getByText(/CloudWatch, measured, per 5 minutes/)).toBeVisible();
  await traffic.getByText("7 d", { exact: true }).click();
  await expect(page).toHaveURL(/range=7d/);
  await expect(traffic.getByText(/measured, per hour/)).toBeVisible();

  // Keyboard alone: the cursor is pinned, the table behind a chart has what it shows.
  const charts = page.getByRole("group", { name: /^Traffic charts/ });
  await charts.focus();
  for (const key of ["End", "ArrowLeft", "ArrowLeft", "ArrowLeft", "Enter"]) await page.keyboard.press(key);
  await expect(page).toHaveURL(/at=2026-11-18T/);
  const shown = await page.locator("[data-panel=bytes] [data-zone]").allTextContents();
  expect(shown).toHaveLength(azIds.length);
  await expect(page.getByRole("button", { name: /^Table of (?!attempts)/ })).toHaveCount(
    await page.locator("[data-panel]").count(),
  );
  await page.getByRole("button", { name: "Table of bytes processed" }).click();
  const table = page.getByRole("dialog").getByRole("table");
  const row = table.locator('tr[aria-rowindex="5"] td');
  await expect(row.first()).toBeVisible();
  expect((await row.allTextContents()).slice(0, azIds.length)).toEqual(shown);
  await page.keyboard.press("Escape");
  await expect(table).toBeHidden();

  await page.reload();
  await expect(traffic.getByText(/measured, per hour/)).toBeVisible();
  await expect(traffic.getByRole("radio", { name: "7 d" })).toBeChecked();
  expect(await page.locator("[data-panel=bytes] [data-zone]").allTextContents()).toEqual(shown);

  await charts.focus();
  for (const key of ["Shift+ArrowLeft", "Shift+ArrowLeft", "Enter"]) await page.keyboard.press(key);
  await expect(page).toHaveURL(/from=2026-11-18T.*to=2026-11-18T/);
  await expect(traffic.getByText(/measured, per minute/)).toBeVisible();
  await page.goBack();
  await expect(traffic.getByText(/measured, per hour/)).toBeVisible();
});

test("explains a range that cannot be, and keeps the rest of the page", async ({ page, complaints }) => {
  const { vpcEndpointId } = await busiest(page);
  await page.goto(`/endpoints/${vpcEndpointId}?from=2026-11-18T00:00:00Z&to=2026-11-17T00:00:00Z`);
  await expect(page.getByText("This range cannot be shown")).toBeVisible();
  await expect(page.locator("#configuration")).toBeVisible();
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.includes("status of 400")));
});

test("says of a gateway endpoint that its traffic cannot be measured, and invents none", async ({ page }) => {
  const [gateway] = await endpoints(page, "vpcEndpointType=Gateway");
  await page.goto(`/endpoints/${gateway?.vpcEndpointId}`);
  await expect(page.getByText("Traffic cannot be measured")).toBeVisible();
  await expect(page.getByText("A gateway endpoint has no network interfaces", { exact: true })).toBeVisible();
  await expect(page.locator("[data-panel]")).toHaveCount(0);
  await expect(page.locator("#probes")).toContainText("Nobody probes this endpoint");
});

test("the raw JSON can be searched, parts are reached by links, facts lead to those that share them", async ({
  page,
}) => {
  const { vpcEndpointId, accountId } = await busiest(page);
  await page.goto(`/endpoints/${vpcEndpointId}`);
  await page.getByRole("navigation", { name: "On this page" }).getByRole("link", { name: "Raw" }).click();
  await page.getByRole("button", { name: /^Show \d+ lines/ }).click();
  await page.getByRole("searchbox", { name: "Search in the raw JSON" }).fill(vpcEndpointId);
  await expect(page.locator("#raw mark").first()).toHaveText(vpcEndpointId);
  await expect(page.locator("#cost tfoot")).toContainText("$");
  await page.locator("header a[href*='accountId=']").click();
  await expect(page).toHaveURL(`/endpoints?accountId=${accountId}`);
  await expect(page.locator("[data-endpoint-grid] tbody tr[aria-rowindex]").first()).toBeVisible();
});

test("a failed scope keeps its endpoints and says since when, and why they are stale", async ({ page }) => {
  const [endpoint] = await endpoints(page, "stale=false&sort=-accountId");
  if (!endpoint) throw new Error("the demo fleet has no endpoint");
  const key = [endpoint.accountId, endpoint.region];
  const client = new pg.Client({ connectionString: process.env.LINKLEDGER_E2E_DATABASE });
  await client.connect();
  try {
    await client.query(
      `UPDATE collector_scope SET outcome = 'failed', error_class = 'denied', error_code = 'UnauthorizedOperation',
         error_message = 'You are not authorized to perform this operation.'
       WHERE account_id = $1 AND region = $2 AND collector = 'endpoints'`,
      key,
    );
    await page.goto(`/endpoints/${endpoint.vpcEndpointId}`);
    const banner = page.getByRole("status").filter({ hasText: "Not confirmed since" });
    await expect(banner).toContainText("AWS refused the calls with UnauthorizedOperation");
    await page.goto(`/endpoints?stale=true&accountId=${endpoint.accountId}`);
    await expect(page.getByRole("row").filter({ hasText: endpoint.vpcEndpointId })).toContainText("stale");
  } finally {
    await client.query(
      `UPDATE collector_scope SET outcome = 'success', error_class = NULL, error_code = NULL, error_message = NULL
       WHERE account_id = $1 AND region = $2 AND collector = 'endpoints'`,
      key,
    );
    await client.end();
  }
});

test("says what changed, who did it where CloudTrail names one, and what of it came before the break", async ({
  page,
}) => {
  const answer = await page.request.get("/api/v1/findings?checkId=lb-no-listener&isVerdict=true&limit=1");
  const [finding] = (await answer.json()).items;
  const { accountId, region, vpcEndpointId } = finding;
  const statement = (Action: string) => ({ Effect: "Allow", Principal: "*", Action, Resource: "*" });
  const policy = (action: string) => JSON.stringify({ Statement: [statement(action)] });
  const client = new pg.Client({ connectionString: process.env.LINKLEDGER_E2E_DATABASE });
  await client.connect();
  try {
    const log = (field: string, before: unknown, after: unknown, at: string) =>
      client.query(
        `INSERT INTO resource_change (account_id, observed_at, region, resource_type, resource_id, change, field, before,
           after, collector, run_id, previous_look_at)
         VALUES ($1, $2, $3, 'vpc-endpoint', $4, 'modified', $5, $6, $7, 'endpoints', gen_random_uuid(),
           $2::timestamptz - interval '10 minutes')`,
        [accountId, at, region, vpcEndpointId, field, JSON.stringify(before), JSON.stringify(after)],
      );
    await log("policyDocument", policy("s3:*"), policy("s3:GetObject"), "2026-11-18T13:00:00Z");
    await log("routeTableIds", ["rtb-1"], ["rtb-2"], "2026-11-18T11:00:00Z");
    await client.query(
      `INSERT INTO trail_event (account_id, event_id, region, event_time, event_name, event_source, actor,
         resource_ids, request)
       VALUES ($1, 'e2e', $2, '2026-11-18T12:55:00Z', 'ModifyVpcEndpoint', 'ec2.amazonaws.com', 'Ops/alice', $3,
         '{"PolicyDocument": "{}"}')`,
      [accountId, region, [vpcEndpointId]],
    );
  } finally {
    await client.end();
  }
  await page.goto(`/endpoints/${vpcEndpointId}`);
  const changes = page.locator("#changes").getByRole("listitem");
  const policyChange = changes.filter({ hasText: "policy changed" });
  await expect(policyChange).toContainText("by Ops/alice · ModifyVpcEndpoint");
  await expect(policyChange).toContainText("Action s3:GetObject");
  await expect(changes.filter({ hasText: "route tables changed" })).toContainText(
    "unknown who: no call in CloudTrail fits",
  );
  const leadUp = page.locator("#lead-up").getByRole("listitem");
  await expect(leadUp.first()).toContainText("policy changed");
  await expect(leadUp.filter({ hasText: "route tables changed" })).toHaveCount(0);
  await expect(page.locator("#calls")).toContainText("Ops/alice");
  await expect(page.locator("#traffic")).toContainText("policy changed by Ops/alice");
});

test("shows what probes found, what was refused and denied, and what those like it have", async ({
  page,
}) => {
  const client = new pg.Client({ connectionString: process.env.LINKLEDGER_E2E_DATABASE });
  await client.connect();
  const idOf = async (sql: string): Promise<string> => (await client.query(sql)).rows[0].id;
  const refused = await idOf(
    "SELECT vpc_endpoint_id AS id FROM flow_log_reject ORDER BY flows DESC, 1 LIMIT 1",
  );
  const denying = await idOf("SELECT vpc_endpoint_id AS id FROM vpce_access_denial ORDER BY 1 LIMIT 1");
  await client.end();

  await page.goto(`/endpoints/${denying}`);
  const table = page.getByRole("table", { name: "Probes of this endpoint by place and target" });
  await expect(table.getByRole("img", { name: /^\d+ of \d+ succeeded/ }).first()).toBeVisible();
  await page
    .getByRole("button", { name: /^Table of attempts/ })
    .first()
    .click();
  await expect(page.getByRole("dialog").getByRole("rowheader").first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.locator("#dns")).toContainText("as expected");
  await expect(page.locator("#denials tbody tr").first()).toContainText("secretsmanager:GetSecretValue");
  await expect(page.locator("#similar")).toContainText("this endpoint");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`/endpoints/${refused}`);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await expect(page.locator("#rejects tbody tr").first()).toContainText("TCP");
});

test("shows a connection from both of its ends, and what cannot be seen of one that is not ours", async ({
  page,
}) => {
  const { items } = await (await page.request.get("/api/v1/connections?limit=1000")).json();
  const foreign = items.find(
    (one: { vpcEndpointOwnerName: string | null; vpcEndpointState: string }) =>
      one.vpcEndpointOwnerName === null && one.vpcEndpointState === "rejected",
  );
  await page.goto(`/connections/${foreign.vpcEndpointId}/${foreign.serviceId}`);
  await expect(page.locator("#path")).toContainText("connection-rejected");
  await expect(page.locator("#consumer")).toContainText("not one of ours");
  await expect(page.locator("#permissions")).toContainText(foreign.vpcEndpointOwner);

  const { vpcEndpointId } = await busiest(page);
  await page.goto(`/endpoints/${vpcEndpointId}`);
  await page.locator("#other-side a[href^='/connections/']").click();
  await expect(page.locator("#consumer")).toContainText(vpcEndpointId);
  await expect(page.locator("#zones tbody tr").first()).toContainText("healthy");
});

test("an unknown id is a 404 that says what it can mean", async ({ page, complaints }) => {
  for (const id of ["..%2F..%2Fetc", "a".repeat(2000), "%00"]) {
    const answer = await page.request.get(`/endpoints/${id}`);
    expect([400, 404], id.slice(0, 20)).toContain(answer.status());
  }
  const response = await page.goto("/endpoints/vpce-0123456789abcdef0");
  expect(response?.status()).toBe(404);
  await expect(page.getByText("has been seen")).toBeVisible();
  await expect(page.getByRole("link", { name: "Search for it" })).toHaveAttribute("href", /q=vpce-/);
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !/status of 40[04]/.test(text)));
});

test("is accessible, and so is its connection", async ({
  page,
  complaints,
  checkAccessibility,
  checkPage,
}) => {
  // Analyses of a page with thousands of nodes.
  test.slow();
  const { vpcEndpointId } = await busiest(page);
  await page.goto(`/endpoints/${vpcEndpointId}`);
  await checkPage({ phone: true });
  await page.getByRole("button", { name: "Table of bytes processed" }).click();
  await expect(page.getByRole("dialog").getByRole("rowheader").first()).toBeVisible();
  // Behind the dialog nothing has changed.
  await checkAccessibility(["main"]);
  await page.emulateMedia({ colorScheme: "dark" });
  await checkAccessibility(["main"]);
  const connection = page.locator("#other-side a[href^='/connections/']");
  await page.goto((await connection.getAttribute("href")) ?? "");
  await checkPage();
  await page.goto("/endpoints/vpce-0123456789abcdef0");
  await checkAccessibility();
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.includes("status of 404")));
});
