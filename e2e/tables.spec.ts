import pg from "pg";
import { expect, test } from "#e2e/fixtures.ts";

test("from a connection to its service and its load balancer, and what is configured", async ({
  page,
  checkPage,
}) => {
  for (const [path, table] of [
    ["/load-balancers", "Load balancers"],
    ["/services", "Services"],
    ["/connections", "Connections"],
  ] as const) {
    // Every row is made alike: some are enough to be checked.
    await page.goto(`${path}?limit=15`);
    await expect(page.getByRole("table", { name: table })).toBeVisible();
    await checkPage();
  }
  const row = page.getByRole("table", { name: "Connections" }).getByRole("row").nth(1);
  await expect(row.getByRole("rowheader").getByRole("link")).toHaveAttribute(
    "href",
    /^\/connections\/vpce-[0-9a-f]+\/vpce-svc-[0-9a-f]+$/,
  );
  await row.locator('a[href^="/services/"]').click();
  const balancers = page.getByRole("table", { name: "Load balancers of the service" });
  await expect(balancers).toBeVisible();
  await expect(page.getByRole("table", { name: "Principals that may connect" })).toBeVisible();
  await checkPage();
  const name = (await balancers.getByRole("rowheader").first().getByRole("link").textContent()) ?? "";
  await balancers.getByRole("link", { name }).first().click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(page.getByRole("table", { name: "Target groups" })).toBeVisible();
  await expect(page.getByRole("table", { name: "Services on the load balancer" })).toBeVisible();
  await checkPage();

  await page.goto("/settings");
  const judging = page.getByRole("table", { name: "Judging" });
  await expect(judging.getByRole("row", { name: /idle\.days/ })).toContainText("default");
  await expect(page.getByRole("table", { name: "Accounts", exact: true })).toContainText("payments-prod");
  await checkPage();
});

test("a view is kept, opens the page, is renamed and deleted, by keyboard", async ({ page }) => {
  await page.goto("/services");
  await page.getByRole("combobox", { name: "Region" }).click();
  await page.getByRole("option", { name: "eu-west-1" }).click();
  await expect(page).toHaveURL(/region=eu-west-1/);
  const views = page.getByRole("navigation", { name: "Views" });
  const menu = async (item: string | RegExp) => {
    await views.getByRole("button", { name: "Views" }).press("Enter");
    await page.getByRole("menuitem", { name: item }).press("Enter");
  };
  await menu("Save this view…");
  await page.getByRole("textbox", { name: "Name" }).fill("Europe");
  await page.getByRole("checkbox", { name: "Open the page with it, in this browser" }).press("Space");
  await page.getByRole("textbox", { name: "Name" }).press("Enter");
  await expect(views.getByRole("link", { name: "Europe" })).toHaveAttribute("aria-current", "true");

  await page.goto("/services");
  await expect(page.getByRole("combobox", { name: "Region" })).toHaveValue("eu-west-1");
  await expect(page.getByRole("table", { name: "Services" }).getByText("us-east-1")).toHaveCount(0);
  await menu("Rename…");
  await page.getByRole("textbox", { name: "Name" }).fill("Ireland");
  await page.getByRole("textbox", { name: "Name" }).press("Enter");
  await expect(views.getByRole("link", { name: "Ireland" })).toBeVisible();
  await menu(/^Delete/);
  await expect(views.getByRole("link", { name: "Ireland" })).toHaveCount(0);
  await page.goto("/services");
  await expect(page.getByRole("combobox", { name: "Region" })).toHaveValue("");
});

test("an idle endpoint is kept with a reason, the keep expires, and it comes back", async ({
  page,
  checkAccessibility,
}) => {
  await page.goto("/idle?resourceType=endpoint&kept=no&limit=5");
  const table = page.getByRole("table", { name: "Verdicts" });
  const id = (await table.getByRole("rowheader").first().getByRole("link").textContent()) ?? "";
  const row = table.getByRole("row").filter({ has: page.getByRole("link", { name: id, exact: true }) });
  await row.getByRole("button", { name: /^Decide about/ }).press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("Nothing is changed in AWS.")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Reason" }).fill("month-end runs");
  await dialog.getByRole("textbox", { name: "Your name" }).fill("Ana");
  await dialog.getByRole("button", { name: "30 days" }).press("Enter");
  await checkAccessibility();
  await dialog.getByRole("button", { name: "Keep until", exact: true }).press("Enter");
  await expect(page.getByText("One thing kept")).toBeVisible();
  await expect(row).toHaveCount(0);

  await page.goto(`/idle?kept=yes&q=${id}`);
  await expect(row.getByText("kept", { exact: false }).first()).toBeVisible();
  await expect(row.getByText("by Ana")).toBeVisible();

  // The clock of these tests stands still: the day of the keep is brought to it instead.
  const client = new pg.Client({ connectionString: process.env.LINKLEDGER_E2E_DATABASE });
  await client.connect();
  await client.query(
    "UPDATE idle_decision SET keep_until = '2026-11-18T14:00:00Z' WHERE resource_id = $1 AND decision = 'keep'",
    [id],
  );
  await client.end();
  await page.goto(`/idle?kept=no&q=${id}`);
  await expect(row.getByText("a keep ended")).toBeVisible();
});

test("many idle things are decided about at once, all or none, and taken back", async ({
  page,
  complaints,
}) => {
  await page.goto("/idle?resourceType=load-balancer&limit=2");
  const table = page.getByRole("table", { name: "Verdicts" });
  await page.getByRole("checkbox", { name: "Choose all rows of this page" }).press("Space");
  const bar = page.getByRole("region", { name: "Chosen rows" });
  await expect(bar.getByRole("status")).toContainText("2 chosen");
  await bar.getByRole("button", { name: /^Choose all \d+ that match/ }).press("Enter");
  await expect(bar.getByRole("status")).not.toContainText("2 chosen");
  await bar.getByRole("button", { name: /^Decide about/ }).press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Reason" }).fill("nothing is behind them");
  await dialog.getByRole("textbox", { name: "Your name" }).fill("Ben");
  await dialog.getByRole("radio", { name: "Mark retired", exact: true }).press("Space");
  await dialog.getByRole("button", { name: /^Mark retired/ }).press("Enter");
  await expect(dialog.getByRole("alert")).toContainText("it is still there");
  await dialog.getByRole("radio", { name: "Retire", exact: true }).press("Space");
  await dialog.getByRole("button", { name: /^Retire \(/ }).press("Enter");
  await expect(page.getByText(/things to be retired/)).toBeVisible();
  await expect(table.getByText("to be retired")).toHaveCount(2);
  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await expect(page.getByText(/the last decision was taken back/)).toBeVisible();
  await expect(table.getByText("to be retired")).toHaveCount(0);
  // The browser reports the refused request, as it should be.
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.includes("status of 400")));
});
