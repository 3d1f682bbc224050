import { expect, test } from "#e2e/fixtures.ts";

test("is accessible and fits", async ({ page, checkPage }) => {
  await page.goto("/collectors");
  await expect(page.getByRole("table", { name: "Scopes by account and region" })).toBeVisible();
  await checkPage({ phone: true });
});

test("agrees with the health of the API", async ({ page, request }) => {
  await page.goto("/collectors");
  const health = await (await request.get("/api/health")).json();
  const fresh = health.collectors.reduce(
    (sum: number, { scopesFresh }: { scopesFresh: number }) => sum + scopesFresh,
    0,
  );
  await expect(page.getByRole("heading", { level: 1 })).toContainText(fresh.toLocaleString("en-US"));
  for (const { name } of health.collectors) {
    await expect(
      page.getByRole("region", { name: "Collectors, table" }).getByRole("link", { name, exact: true }),
    ).toBeVisible();
  }
});

test("choosing a collector narrows matrix, problems and runs, in the address", async ({ page }) => {
  await page.goto("/collectors");
  await page
    .getByRole("region", { name: "Collectors, table" })
    .getByRole("link", { name: "costs", exact: true })
    .click();
  await expect(page).toHaveURL(/collector=costs/);
  await expect(page.getByRole("heading", { name: "Scopes of costs" })).toBeVisible();
  const runs = page.getByRole("region", { name: "Last runs, table" });
  await expect(runs.getByRole("rowheader", { name: "costs" }).first()).toBeVisible();
  await expect(runs.getByRole("rowheader", { name: "endpoints" })).toHaveCount(0);
});

test("the matrix finds an account and leads to its runs", async ({ page }) => {
  await page.goto("/collectors");
  const matrix = page.getByRole("table", { name: "Scopes by account and region" });
  await page.getByRole("textbox", { name: "Find an account" }).fill("payments-prod");
  await expect(page).toHaveURL(/find=payments-prod/);
  await expect(matrix.getByRole("row")).toHaveCount(2);
  await matrix.getByRole("link", { name: /payments-prod, us-east-1/ }).click();
  await expect(page).toHaveURL(/account=\d{12}&region=us-east-1#runs$/);
  const runs = page.getByRole("region", { name: "Last runs, table" });
  await expect(runs.getByRole("row").nth(1)).toContainText("payments-prod");
  await expect(runs.getByRole("row").nth(1)).toContainText("us-east-1");
});

test("runs are paged, and keep their filters on every page", async ({ page }) => {
  await page.goto("/collectors?collector=endpoints&outcome=success");
  const rows = page.getByRole("region", { name: "Last runs, table" }).getByRole("row");
  await expect(rows).toHaveCount(26);
  const first = await rows.nth(1).textContent();
  await page.getByRole("link", { name: "Older" }).click();
  await expect(page).toHaveURL(/collector=endpoints.*cursor=/);
  await expect(rows.nth(1)).not.toHaveText(first ?? "");
  await page.getByRole("link", { name: "Newest" }).click();
  await expect(page).not.toHaveURL(/cursor=/);
});

test("takes any address for an answer", async ({ page }) => {
  const response = await page.goto("/collectors?collector=x&outcome=%27&account=1&region=%00&cursor=zzz");
  expect(response?.status()).toBe(200);
  await expect(page.getByRole("heading", { name: "Last runs" })).toBeVisible();
});

test("what collecting costs is the sum of the runs", async ({ page, request }) => {
  await page.goto("/collectors");
  let total = 0;
  let cursor = "";
  do {
    const answer = await (
      await request.get(`/api/v1/runs?limit=1000${cursor && `&cursor=${cursor}`}`)
    ).json();
    for (const { costUsd } of answer.items) total += costUsd;
    cursor = answer.nextCursor;
  } while (cursor);
  const footer = page.getByRole("region", { name: "Collectors, table" }).getByRole("row").last();
  await expect(footer).toContainText(`$${total.toFixed(2)}`);
});
