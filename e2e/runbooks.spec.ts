import { expect, test } from "#e2e/fixtures.ts";

for (const path of ["/runbooks", "/runbooks/endpoint-sg-blocks-port"]) {
  test(`${path} is accessible and fits`, async ({ page, checkPage }) => {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await checkPage({ phone: true });
  });
}

test("the list goes hop by hop, is searched in the address, and leads to a runbook", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Runbooks" }).click();
  await expect(page.getByRole("heading", { level: 2 })).toHaveText([
    "Client",
    "Private DNS",
    "Endpoint and its interfaces",
    "Service and its gates",
    "Load balancer and zones",
    "Targets",
    "Fleet",
  ]);
  const search = page.getByRole("searchbox", { name: "Search runbooks" });
  await search.fill("cross-zone");
  await expect(page).toHaveURL(/q=cross-zone/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(/^\d of \d+ runbooks$/);
  await expect(page.getByRole("heading", { level: 2, name: "Private DNS" })).toHaveCount(0);
  await page.getByText("cross-zone-off", { exact: true }).locator("..").getByRole("link").click();
  await expect(page).toHaveURL(/\/runbooks\/cross-zone-off$/);
  await page.goBack();
  await expect(search).toHaveValue("cross-zone");
  await search.fill("nothing has these words");
  await expect(page.getByText("No runbook has all of these words")).toBeVisible();
});

test("values fill every command and stay in the address; what a shell would run is refused", async ({
  page,
}) => {
  await page.goto("/runbooks/endpoint-pending-acceptance?vpcEndpointId=vpce-0a1&consumerProfile=x;reboot");
  const confirm = page.getByRole("region", { name: "Confirm" });
  await expect(confirm.locator("pre").first()).toContainText(
    "describe-vpc-endpoints --vpc-endpoint-ids vpce-0a1 ",
  );
  await expect(confirm.locator("pre").first()).toContainText("--profile CONSUMER_PROFILE");
  await expect(page.locator("pre", { hasText: "reboot" })).toHaveCount(0);

  const region = page.getByRole("textbox", { name: "PROVIDER_REGION" });
  await region.fill("eu-west-1");
  await expect(page).toHaveURL(/providerRegion=eu-west-1/);
  await expect(page.getByRole("region", { name: /^Fix/ }).locator("pre").first()).toContainText(
    "--region eu-west-1",
  );
  await region.fill("$(reboot)");
  await expect(region).toHaveAccessibleDescription(/only/);
  await expect(page.locator("pre", { hasText: "reboot" })).toHaveCount(0);

  await page.getByRole("button", { name: "Clear" }).click();
  await expect(page).toHaveURL(/\/runbooks\/endpoint-pending-acceptance(\?consumerProfile=[^&]*)?$/);
});

test("a name that is no check's is told, with the way back", async ({ page }) => {
  // The browser itself logs the answer's 404.
  const response = await page.request.get("/runbooks/no-such-check");
  expect(response.status()).toBe(404);
  expect(await response.text()).toContain("There is no runbook of that name");
});
