import { expect, test } from "#e2e/fixtures.ts";

test("is accessible and fits", async ({ page, checkPage }) => {
  await page.goto("/");
  await expect(page.getByRole("figure", { name: /^Spend by day/ })).toBeVisible();
  await checkPage({ phone: true });
});

test("answers in words first: cost, state and waste, each a link to what stands behind it", async ({
  page,
}) => {
  await page.goto("/");
  const headline = page.getByRole("heading", { level: 1 });
  await expect(headline).toContainText(
    /November has cost \$[\d,]+ so far(?:, \$[\d,]+ of it estimated)?[:.]/,
  );
  await expect(headline).toContainText(/Of [\d,]+ endpoints, AWS reports/);
  await headline.getByRole("link", { name: /available/ }).click();
  await expect(page).toHaveURL(/\/endpoints\?state=available$/);
});

test("agrees with the bill of the API to the dollar, over the days that it names", async ({
  page,
  request,
}) => {
  await page.goto("/");
  const billed = page.getByRole("paragraph").filter({ hasText: /^Billed, / });
  const [, last] = /^Billed, 1–(\d+) Nov/.exec((await billed.textContent()) ?? "") ?? [];
  const to = `2026-11-${`${Number(last) + 1}`.padStart(2, "0")}`;
  const answer = await (await request.get(`/api/v1/costs?groupBy=account&from=2026-11-01&to=${to}`)).json();
  const total = answer.items.reduce((sum: number, { billed }: { billed: number }) => sum + billed, 0);
  const dollars = { style: "currency", currency: "USD", maximumFractionDigits: 0 } as const;
  await expect(billed).toContainText(new Intl.NumberFormat("en-US", dollars).format(total));
});

test("counts endpoints as the API does", async ({ page, request }) => {
  await page.goto("/");
  const available = await (await request.get("/api/v1/endpoints?state=available&stale=false&limit=1")).json();
  const reported = page.getByRole("region", { name: "State reported by AWS" });
  await expect(reported.getByRole("link", { name: /available/ })).toHaveText(
    `available ${available.total.toLocaleString("en-US")}`,
  );
});

test("splits the bill by region and keeps the split in the address", async ({ page }) => {
  await page.goto("/");
  await page
    .getByRole("navigation", { name: "Split spend by" })
    .getByRole("link", { name: "Region" })
    .click();
  await expect(page).toHaveURL(/by=region/);
  const table = page.getByRole("table", { name: "Spend by region" });
  await expect(table.getByRole("rowheader", { name: "us-east-1" })).toBeVisible();
  await page.reload();
  await expect(table.getByRole("rowheader", { name: "us-east-1" })).toBeVisible();
});

test("shows another month, whole, and says that a month without a bill has none", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("link", { name: /Month before, October 2026/ }).click();
  await expect(page).toHaveURL(/month=2026-10/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("October 2026 has cost");
  await page.goto("/?month=2019-01");
  await expect(page.getByText("No bill for January 2019")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(
    "Nothing has been billed for January 2019",
  );
});

test("ignores a month that does not exist", async ({ page }) => {
  const response = await page.goto("/?month=2026-99&by=nonsense");
  expect(response?.status()).toBe(200);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("November has cost");
});

test("CFO prints the month: two pages, what is not known said, every figure a link", async ({ page }) => {
  await page.goto("/");
  await page.getByText("The same as a table").first().click();
  const table = page.getByRole("region", { name: "Spend by day, table" });
  const last = table.getByRole("row").last();
  await expect(last).toContainText("30 Nov");
  await expect(last).toContainText(/about \$[\d.]+/);
  await expect(last).toContainText("forecast");

  const main = page.getByRole("main");
  for (const name of ["Spend, month to date", "Waste", "Availability", "Active endpoints"]) {
    const card = page.getByRole("region", { name, exact: true });
    await expect(card.getByRole("link").first()).toHaveText(/\d/);
    await expect(card).toContainText(/as of/);
  }
  for (const table of ["Waste by kind", "Error budget by service", "Endpoints by account and traffic"])
    await expect(
      page.getByRole("table", { name: table }).locator("tbody tr").first().getByRole("link").first(),
    ).toBeVisible();
  for (const address of await main
    .getByRole("link")
    .evaluateAll((links) => links.map((link) => link.getAttribute("href"))))
    expect(address, "a link that leads somewhere").toMatch(/^[/#]/);
  await expect(main).toContainText("Not measured is neither up nor down");
  await expect(page.getByRole("table", { name: "Waste by kind" })).toContainText(/not known|no VPCs|0 VPCs/);

  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await expect(page.getByRole("navigation", { name: "Pages" })).toBeHidden();
  await expect(page.getByRole("button", { name: "Print" })).toBeHidden();
  await expect(page.getByText(/^Linkledger · .*accounts? in/)).toBeVisible();
  await expect(page.getByRole("heading", { name: "What watching costs" })).toBeVisible();
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
  expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(2);
});

test("leads from the number of idle endpoints to just those endpoints", async ({ page, request }) => {
  await page.goto("/");
  const row = page
    .getByRole("table", { name: "Waste by kind" })
    .getByRole("row", { name: /^Idle endpoints/ });
  const total = row.getByRole("link").first();
  const count = Number.parseInt((await total.textContent()) ?? "", 10);
  const href = (await total.getAttribute("href")) ?? "";
  const listed = await (await request.get(`/api/v1${href}&limit=1000`)).json();
  expect(count).toBeGreaterThan(0);
  expect(listed.total).toBe(count);
  const ids = new Set(listed.items.map(({ resourceId }: { resourceId: string }) => resourceId));
  const endpoints = await (await request.get("/api/v1/endpoints?idleState=idle&limit=1000")).json();
  expect(
    endpoints.items.filter(({ vpcEndpointId }: { vpcEndpointId: string }) => !ids.has(vpcEndpointId)),
  ).toEqual([]);
});
