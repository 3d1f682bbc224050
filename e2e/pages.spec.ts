import { expect, test } from "#e2e/fixtures.ts";

// Pages whose other tests follow a story, in one theme.
for (const path of ["/on-call", "/settings", "/settings/access", "/settings/activity", "/account"]) {
  test(`${path} is accessible and fits`, async ({ page, checkPage }) => {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await checkPage();
  });
}
