import { readFile } from "node:fs/promises";
import { expect, test } from "./fixtures.ts";

test("rows scrolled far past are there again on the way back", async ({ page }) => {
  const large = process.env.LINKLEDGER_E2E_LARGE ?? "";
  const { items } = await (await page.request.get(`${large}/api/v1/endpoints?limit=3&sort=-bytes30d`)).json();
  await page.goto(`${large}/endpoints`);
  const region = page.getByRole("region", { name: "Endpoints table" });
  await region.focus();
  const active = region.locator("tr[data-active]");
  await expect(async () => {
    await page.keyboard.press("End");
    expect(Number(await active.getAttribute("aria-rowindex"))).toBeGreaterThan(3000);
  }).toPass({ timeout: 45_000, intervals: [50] });
  await page.keyboard.press("Home");
  for (const [place, { vpcEndpointId }] of items.entries())
    await expect(region.locator(`tr[aria-rowindex="${place + 2}"]`)).toContainText(vpcEndpointId);
});

test("ten thousand endpoints, filtered by three fields and exported, by keyboard alone", async ({ page }) => {
  const large = process.env.LINKLEDGER_E2E_LARGE ?? "";
  const total = async (query: string): Promise<number> =>
    (await (await page.request.get(`${large}/api/v1/endpoints?limit=1&${query}`)).json()).total;
  expect(await total("")).toBeGreaterThan(10_000);

  await Promise.all([page.waitForResponse(/endpoint-facets/), page.goto(`${large}/endpoints`)]);
  const filters = page.getByRole("search", { name: "Endpoints" });
  const chosen = {
    region: ["Region", "us-east-1"],
    state: ["State", "available"],
    owner: ["Owner", "payments"],
  };
  for (const [field, value] of Object.values(chosen)) {
    await filters.getByRole("button", { name: field }).focus();
    await page.keyboard.press("Enter");
    const option = page.getByRole("dialog").getByRole("checkbox", { name: new RegExp(`^${value}`) });
    await option.focus();
    await page.keyboard.press("Space");
    await expect(option).toBeChecked();
    await page.keyboard.press("Escape");
  }
  const query = "region=us-east-1&state=available&owner=payments";
  const filtered = await total(query);
  expect(filtered).toBeGreaterThan(200);
  await expect(
    page.getByRole("status").filter({ hasText: `${filtered.toLocaleString("en-US")} endpoints` }),
  ).toBeVisible();

  await page.getByRole("link", { name: "CSV" }).focus();
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  const [head = "", ...lines] = (await readFile(await download.path(), "utf8")).split("\r\n");
  const rows = lines.filter((line) => line.startsWith("vpce-"));
  expect(new Set(rows.map((row) => row.split(",")[0])).size).toBe(filtered);
  const [region, state] = [head.split(",").indexOf("region"), head.split(",").indexOf("state")];
  // Before these two there is no text of a customer's, which could hold a comma.
  expect(new Set(rows.map((row) => row.split(",")[region]))).toEqual(new Set(["us-east-1"]));
  expect(
    rows.filter(
      (row) =>
        !row
          .split(",")
          .slice(state - 4, state + 5)
          .includes("available"),
    ),
  ).toEqual([]);
});
