import { expect, test } from "#e2e/fixtures.ts";

test("the palette finds an account by keyboard and opens its endpoints", async ({ page }) => {
  await page.goto("/");
  await page.keyboard.press("Control+k");
  const search = page.getByRole("textbox", { name: /Search endpoints/ });
  await expect(search).toBeFocused();
  await search.fill("payments-prod");
  await expect(page.getByRole("button", { name: /payments-prod.*endpoints?$/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/endpoints\?accountId=\d{12}$/);
});

test("the palette finds an endpoint by a part of its id, and says when nothing matches", async ({ page }) => {
  await page.goto("/collectors");
  await page.getByRole("button", { name: "Search" }).click();
  const search = page.getByRole("textbox", { name: /Search endpoints/ });
  await search.fill("no such thing");
  await expect(page.getByText("Nothing is called “no such thing”.")).toBeVisible();
  await search.fill("vpce-0");
  await page
    .getByRole("button", { name: /vpce-0/ })
    .first()
    .click();
  await expect(page).toHaveURL(/\/endpoints\/vpce-0/);
});

test("a theme stays chosen, and is there before the page is drawn", async ({ page }) => {
  await page.goto("/collectors");
  await page.getByRole("button", { name: "Theme and time zone" }).click();
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");
  await page.reload({ waitUntil: "commit" });
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");
});

test("times are shown in UTC until another zone is chosen, which the server then writes", async ({
  page,
}) => {
  await page.goto("/collectors");
  const freshness = page.getByRole("link", { name: /UTC/ });
  await expect(freshness).toBeVisible();
  await page.getByRole("button", { name: "Theme and time zone" }).click();
  await page.getByRole("menuitemradio", { name: /Pacific\/Chatham/ }).click();
  await expect(page.locator("header time").first()).toContainText("GMT+13:45");
  await page.reload({ waitUntil: "commit" });
  await expect(page.locator("header time").first()).toContainText("GMT+13:45");
});

test("a lost connection is said at once, and taken back when it returns", async ({
  page,
  context,
  complaints,
}) => {
  await page.goto("/collectors");
  await context.setOffline(true);
  await expect(page.getByText("No connection")).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText("No connection")).toBeHidden();
  // The browser itself logs requests that found no network.
  complaints.splice(
    0,
    complaints.length,
    ...complaints.filter((line) => !/ERR_INTERNET_DISCONNECTED/.test(line)),
  );
});

test("an address that leads nowhere says so, inside the shell", async ({
  page,
  complaints,
  checkAccessibility,
}) => {
  const response = await page.goto("/nothing/here");
  expect(response?.status()).toBe(404);
  await expect(page.getByText("There is nothing at this address")).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Pages" })).toBeVisible();
  await checkAccessibility();
  complaints.splice(0, complaints.length, ...complaints.filter((line) => !/404/.test(line)));
});

test("the first tab leads past the navigation", async ({ page }) => {
  await page.goto("/");
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to content" });
  await expect(skip).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("#main")).toBeFocused();
});

test("on a phone the pages are a bar at the bottom", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/");
  const navigation = page.getByRole("navigation", { name: "Pages" });
  const box = await navigation.boundingBox();
  expect(box && Math.round(box.y + box.height)).toBe(844);
  const more = navigation.getByRole("button", { name: "More" });
  await more.click();
  await page.keyboard.press("Escape");
  await expect(more).toBeFocused();
  await more.press("Enter");
  await navigation.getByRole("link", { name: /Collectors/ }).click();
  await expect(page).toHaveURL(/\/collectors$/);
  await expect(more).toHaveAttribute("aria-expanded", "false");
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
});

test("what does not exist is a 404 on every kind of page", async ({ request }) => {
  for (const path of [
    "/endpoints/vpce-0000000000000dead",
    "/services/vpce-svc-0000000000000dead",
    "/load-balancers/arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/net/none/0123456789abcdef",
    "/connections/vpce-0000000000000dead/vpce-svc-0000000000000dead",
    "/slos/none",
    "/runbooks/none",
  ])
    expect((await request.get(path)).status(), path).toBe(404);
});
