import { expect, test } from "#e2e/fixtures.ts";

const pages = [
  { path: "/findings", heading: "Findings", table: "Open findings" },
  { path: "/idle", heading: "Idle", table: "Verdicts" },
  { path: "/slos", heading: "SLOs", table: "Objectives" },
  { path: "/quotas", heading: "Quotas", table: "Quotas" },
];

for (const { path, heading, table } of pages) {
  test(`${path} is accessible and fits`, async ({ page, checkPage }) => {
    // Every row is made alike: some are enough to be checked.
    await page.goto(`${path}?limit=25`);
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
    await expect(page.getByRole("table", { name: table })).toBeVisible();
    await checkPage({ phone: true });
  });

  test(`${path} shows as many rows as its API counts`, async ({ page, request }) => {
    const state = path === "/findings" ? "any" : "";
    await page.goto(`${path}?state=${state}`);
    const { total } = await (await request.get(`/api/v1${path}?limit=1${state && `&state=${state}`}`)).json();
    expect(total).toBeGreaterThan(0);
    const all = page.getByRole("link", { name: `All ${total.toLocaleString("en-US")} as CSV` });
    await expect(all).toBeVisible();
    const csv = await (await request.get((await all.getAttribute("href")) ?? "")).text();
    expect(csv.trimEnd().split("\r\n").length - 1).toBeGreaterThanOrEqual(total);
  });
}

test("idle things are filtered, sorted and searched in the address", async ({ page }) => {
  await page.goto("/idle");
  const table = page.getByRole("table", { name: "Verdicts" });
  await expect(table.getByRole("columnheader", { name: /Saving a month/ })).toHaveAttribute(
    "aria-sort",
    "descending",
  );
  await page.getByRole("combobox", { name: "State" }).click();
  await page.getByRole("option", { name: "not measurable" }).click();
  await expect(page).toHaveURL(/state=not-measurable/);
  await expect(table.getByText("not measurable").first()).toBeVisible();
  await table.getByRole("link", { name: "Account, region" }).click();
  await expect(page).toHaveURL(/sort=accountName/);
  await page.getByRole("searchbox", { name: "Id, service, account, owner" }).fill("no such thing anywhere");
  await expect(page.getByText("Nothing is left under these filters")).toBeVisible();
  await page.getByRole("button", { name: "Show all" }).click();
  await expect(table).toBeVisible();
});

test("an address that cannot be read says so and shows everything", async ({ page }) => {
  await page.goto("/idle?colour=blue");
  await expect(page.getByRole("status").filter({ hasText: "colour" })).toBeVisible();
  await expect(page.getByRole("table", { name: "Verdicts" })).toBeVisible();
});
