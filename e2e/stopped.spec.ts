import { expect, test } from "#e2e/fixtures.ts";
import { pageRoutes } from "../scripts/lib/pageRoutes.ts";

test("collectors dead for a day, and every page says so", async ({ page, request, checkAccessibility }) => {
  const later = process.env.LINKLEDGER_E2E_DAY_LATER ?? "";
  const routes = pageRoutes().filter((route) => !route.includes("["));
  expect(routes.length).toBeGreaterThan(10);
  const { items } = await (await request.get(`${later}/api/v1/endpoints?limit=1`)).json();
  for (const path of [...routes, `/endpoints/${items[0].vpcEndpointId}`]) {
    const html = await (await request.get(`${later}${path}`)).text();
    expect(html, path).toContain("Not of the present.");
  }
  await page.goto(later);
  const banner = page.getByRole("status").filter({ hasText: "Not of the present." });
  await expect(banner).toContainText(/Not collected for at least 26 h: [a-z]/);
  await expect(banner).toContainText(/Not judged for at least 26 h: [a-z]/);
  await checkAccessibility();
  // Nothing became idle, gone or broken by it: what was known is still shown.
  const before = await (await request.get("/api/v1/endpoints?limit=1")).json();
  const after = await (await request.get(`${later}/api/v1/endpoints?limit=1`)).json();
  expect(after.total).toBe(before.total);
  await banner.getByRole("link", { name: "See what runs" }).click();
  await expect(page).toHaveURL(/\/collectors$/);
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByText("Not of the present.")).toHaveCount(0);
});
