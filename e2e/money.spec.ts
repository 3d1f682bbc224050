import { expect, test } from "#e2e/fixtures.ts";

test("costs and an objective are accessible and fit", async ({ page, checkPage }) => {
  for (const path of ["/costs?by=account&columns=az", "/costs", "/slos/m2-connect"]) {
    await page.goto(path);
    await expect(page.getByRole("figure").first()).toBeVisible();
    await checkPage();
  }
});

test("costs: from the whole bill to one endpoint, the CSV as on screen, the bill never spread by a guess", async ({
  page,
  request,
}) => {
  await page.goto("/costs");
  const table = page.getByRole("table", { name: /^Costs by/ });
  const answer = await (await request.get("/api/v1/costs?groupBy=account")).json();
  const total = answer.items.reduce((sum: number, { billed }: { billed: number }) => sum + billed, 0);
  const dollars = new Intl.NumberFormat("en-US", {
    style: "currency",
    currency: "USD",
    maximumFractionDigits: 0,
  });
  await expect(table.getByRole("row").last()).toContainText(dollars.format(total));
  await expect(page.getByRole("region", { name: "Estimated against billed" })).toContainText(
    /beyond the delay/,
  );

  await page.getByRole("navigation", { name: "Columns" }).getByRole("link", { name: "Zone" }).click();
  await expect(page).toHaveURL(/columns=az/);
  await expect(page.getByText("nobody spreads the bill over them by a guess")).toBeVisible();
  await expect(table.getByRole("columnheader", { name: "use1-az1" })).toBeVisible();
  const href = (await page.getByRole("link", { name: "This table as CSV" }).getAttribute("href")) ?? "";
  const lines = (await (await request.get(href)).text()).trimEnd().split("\r\n");
  expect(lines).toHaveLength(await table.getByRole("row").count());
  expect(lines[0]).toContain("account,accountName,");

  await page
    .getByRole("region", { name: "By zone" })
    .getByRole("link", { name: /use1-az1/ })
    .click();
  await expect(page).toHaveURL(/az=use1-az1/);
  await page
    .getByRole("navigation", { name: "Rows" })
    .getByRole("link", { name: "Endpoint", exact: true })
    .click();
  const endpoint = table
    .getByRole("rowheader")
    .getByRole("link", { name: /^vpce-/ })
    .first();
  const id = await endpoint.textContent();
  await endpoint.click();
  await expect(page.getByRole("heading", { level: 1, name: id ?? "" })).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/by=endpoint/);

  await page.getByRole("navigation", { name: "What if" }).getByRole("link", { name: "NAT instead" }).click();
  await expect(page.getByRole("table", { name: "NAT instead" })).toBeVisible();
  await page.goto("/costs?by=colour&month=2019-01");
  await expect(page.getByText(/Not all of this address could be read: by: expected one of/)).toBeVisible();
  await expect(page.getByText("Nothing is known of these days")).toBeVisible();
});

test("an objective: from the list to its budget, its rules on the history and its definition", async ({
  page,
}) => {
  await page.goto("/slos");
  await page.getByRole("link", { name: "Connections to the endpoint succeed" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Connections to the endpoint succeed");
  await expect(page.getByRole("figure", { name: /^Error budget/ })).toBeVisible();
  await expect(page.getByText("nothing was counted there, which is neither good nor bad")).toBeVisible();
  await expect(page.getByRole("table", { name: "Burn rates" }).getByRole("row")).toHaveCount(9);
  await page.getByText("As OpenSLO").click();
  await expect(page.getByRole("region", { name: "OpenSLO document" })).toContainText(
    "apiVersion: openslo/v1",
  );
  await page.getByRole("table", { name: "Worst endpoints" }).getByRole("link").first().click();
  await expect(page).toHaveURL(/\/endpoints\/vpce-/);
});
