import { expect, test } from "./fixtures.ts";

test("the pager goes off: by keyboard alone to the broken hop, with the command copied", async ({
  page,
  context,
  checkAccessibility,
  complaints,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/on-call");
  await expect(page.getByRole("heading", { level: 1 })).toContainText(/\d+ failing/);
  const incidents = page.locator("#incidents");
  const opened = incidents.locator("li[data-open]");
  // The worst is open by itself: its broken hop and the command are there without a click.
  await expect(
    opened.getByRole("list", { name: "Path, hop by hop" }).locator("[data-state=fail]"),
  ).toHaveCount(1);
  await checkAccessibility();

  // j moves, Enter opens, c copies what confirms it.
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  const second = incidents.locator("button[data-incident]").nth(1);
  await expect(second).toBeFocused();
  const title = (await second.textContent()) ?? "";
  await page.keyboard.press("Enter");
  await expect(opened.getByRole("button", { name: title, exact: true })).toBeFocused();
  await expect(page).toHaveURL(/incident=/);
  const command = (await opened.locator("figure code").textContent()) ?? "";
  await page.keyboard.press("c");
  await expect(incidents.getByText(/^Copied: /)).toBeAttached();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(command);

  // Whoever reads is not moved: the network goes, the picture stays, and the page says so.
  await context.setOffline(true);
  const banner = page.getByText(/What is shown is the picture of/);
  await expect(banner).toBeVisible();
  await expect(opened.getByRole("button", { name: title, exact: true })).toBeVisible();
  await context.setOffline(false);
  await expect(banner).toBeHidden();

  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeHidden();
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await expect(page).toHaveURL(/by=account/);
  await expect(page.getByRole("link", { name: "by account" })).toHaveAttribute("aria-current", "true");
  await page.emulateMedia({ colorScheme: "dark" });
  await checkAccessibility();

  await page.keyboard.press("o");
  await expect(page).toHaveURL(/\/endpoints\/vpce-\w+#path$/);
  complaints.splice(
    0,
    complaints.length,
    ...complaints.filter((line) => !/ERR_INTERNET_DISCONNECTED/.test(line)),
  );
});

test("from red to the broken hop in two clicks, on a phone, and from the map to its endpoints", async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/on-call?severity=page&map=all");
  const strip = page.getByRole("navigation", { name: "Worst incidents" }).getByRole("button");
  await strip.nth(2).click();
  const opened = page.locator("#incidents li[data-open]");
  await expect(opened.locator("[data-state=fail]").first()).toBeVisible();
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
  await opened.getByRole("link", { name: "Path", exact: true }).click();
  await expect(page.locator("#path").getByText("Broken").first()).toBeVisible();

  await page.goto("/on-call?map=all&tag=environment");
  const cell = page
    .locator("#map")
    .getByRole("link", { name: /, .*: \d+ failing/ })
    .first();
  await cell.click();
  await expect(page).toHaveURL(/\/endpoints\?accountId=\d{12}.*region=/);
});
