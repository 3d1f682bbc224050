import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";

interface List {
  total: number;
  items: { vpcEndpointId: string; region: string; state: string; owner: string | null }[];
}

const list = async (page: Page, query: string): Promise<List> =>
  (await page.request.get(`/api/v1/endpoints?limit=1000&${query}`)).json();

const rows = (page: Page) => page.locator("[data-endpoint-grid] tbody tr[aria-rowindex]");
const firstIds = async (page: Page, count: number) =>
  (await rows(page).locator("td:first-child a").allTextContents()).slice(0, count);

async function choose(page: Page, field: string, value: RegExp) {
  await page.getByRole("search", { name: "Endpoints" }).getByRole("button", { name: field }).click();
  await page.getByRole("dialog").getByRole("checkbox", { name: value }).check();
  await page.keyboard.press("Escape");
}

test("filters by three fields and an order stay after a reload, in a link and on the way back", async ({
  page,
}) => {
  await page.goto("/endpoints");
  await choose(page, "Region", /^us-east-1/);
  await choose(page, "State", /^available/);
  await choose(page, "Environment", /^production/);
  await page.getByRole("columnheader", { name: "Owner" }).getByRole("button").click();

  const query = "region=us-east-1&state=available&environment=production&sort=owner";
  const { total, items } = await list(page, query);
  expect(total).toBeGreaterThan(0);
  const status = page.getByRole("status").filter({ hasText: `${total} endpoint` });
  await expect(status).toBeVisible();
  await expect(page.getByRole("columnheader", { name: "Owner" })).toHaveAttribute("aria-sort", "ascending");
  const expected = items.slice(0, 8).map(({ vpcEndpointId }) => vpcEndpointId);
  await expect.poll(() => firstIds(page, 8)).toEqual(expected);

  const href = await page.getByRole("link", { name: "CSV" }).first().getAttribute("href");
  const csv = await (await page.request.get(href ?? "")).text();
  const exported = csv.split("\r\n").flatMap((line) => /^vpce-[0-9a-f]+/.exec(line)?.[0] ?? []);
  expect(exported).toEqual(items.map(({ vpcEndpointId }) => vpcEndpointId));

  const address = page.url();
  await page.reload();
  await expect(status).toBeVisible();
  expect(await firstIds(page, 8)).toEqual(expected);
  expect(page.url()).toBe(address);

  const removeRegion = page.getByRole("button", { name: "Remove filter Region us-east-1" });
  await removeRegion.click();
  await expect(status).toHaveCount(0);
  await expect(page).not.toHaveURL(/region=/);
  await page.goBack();
  await expect(page).toHaveURL(address);
  await expect(status).toBeVisible();

  // As quickly as an impatient hand can, before anything was drawn.
  await removeRegion.evaluate((button: HTMLElement) => {
    const push = history.pushState;
    history.pushState = function (...step) {
      history.pushState = push;
      push.apply(this, step);
      history.back();
    };
    button.click();
  });
  await expect(page).toHaveURL(address);
  await expect(removeRegion).toBeVisible();
  await expect(status).toBeVisible();
});

test("values of one field are alternatives, and each shows how many there are", async ({ page }) => {
  await page.goto("/endpoints?region=us-east-1");
  await page.getByRole("search", { name: "Endpoints" }).getByRole("button", { name: "Region" }).click();
  const other = page.getByRole("dialog").getByRole("checkbox", { name: /^eu-west-1/ });
  const { total: there } = await list(page, "region=eu-west-1");
  await expect(page.getByRole("dialog").locator("label", { hasText: "eu-west-1" })).toContainText(
    String(there),
  );
  await other.check();
  const { total: both } = await list(page, "region=us-east-1&region=eu-west-1");
  await expect(page.getByRole("status").filter({ hasText: `${both} endpoints` })).toBeVisible();
});

test("the CSV link holds exactly the rows of the table, in its order", async ({ page }) => {
  await page.goto("/endpoints?state=available&vpcEndpointType=Interface&q=secretsmanager&sort=vpcEndpointId");
  const href = await page.getByRole("link", { name: "CSV" }).first().getAttribute("href");
  const csv = await (await page.request.get(href ?? "")).text();
  const ids = csv
    .split("\r\n")
    .slice(1)
    .filter((line) => line.startsWith("vpce-"))
    .map((line) => line.split(",")[0]);
  const { total, items } = await list(
    page,
    "state=available&vpcEndpointType=Interface&q=secretsmanager&sort=vpcEndpointId",
  );
  expect(total).toBeGreaterThan(0);
  expect(ids).toEqual(items.map(({ vpcEndpointId }) => vpcEndpointId));
  await expect(page.getByRole("status").filter({ hasText: `${total} endpoints` })).toBeVisible();
});

test("the keyboard searches, walks and opens", async ({ page }) => {
  // The counts are asked for once the page is hydrated; before, nothing listens to keys.
  await Promise.all([page.waitForResponse(/endpoint-facets/), page.goto("/endpoints")]);
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox", { name: "Search endpoints" })).toBeFocused();
  await page.keyboard.type("kms");
  await expect(page).toHaveURL(/q=kms/);
  const { items } = await list(page, "q=kms&sort=-bytes30d");
  await expect
    .poll(() => firstIds(page, 3))
    .toEqual(items.slice(0, 3).map(({ vpcEndpointId }) => vpcEndpointId));
  await page.getByRole("region", { name: "Endpoints table" }).focus();
  await page.keyboard.press("j");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("k");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/endpoints/${items[1]?.vpcEndpointId}`);
});

test("only the rows in view are in the document, and the others come while one scrolls", async ({ page }) => {
  await page.goto("/endpoints?gone=any");
  const { total } = await list(page, "gone=any");
  await page.getByRole("region", { name: "Endpoints table" }).focus();
  for (let loaded = 0; loaded < total; loaded += 100) {
    await page.keyboard.press("End");
    const last = page.locator("[data-endpoint-grid] tr[data-active]");
    await expect(last).toBeVisible();
    if ((await last.getAttribute("aria-rowindex")) === String(total + 1)) break;
    await page.waitForLoadState("networkidle");
  }
  // Each End goes to the last row that has come so far.
  await expect(async () => {
    await page.keyboard.press("End");
    const active = page.locator("[data-endpoint-grid] tr[data-active]");
    await expect(active).toHaveAttribute("aria-rowindex", String(total + 1), { timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  expect(await rows(page).count()).toBeLessThan(80);
  await page.keyboard.press("Home");
  await expect(page.locator("[data-endpoint-grid] tr[data-active]")).toHaveAttribute("aria-rowindex", "2");
});

test("the id stays in view beside columns that scroll sideways, in the middle of the list too", async ({
  page,
}) => {
  await page.setViewportSize({ width: 1000, height: 700 });
  // Scrolled as soon as it is there, which may be before anything listens.
  await page.goto("/endpoints?gone=any", { waitUntil: "commit" });
  const region = page.getByRole("region", { name: "Endpoints table" });
  await expect(rows(page).first()).toBeVisible();
  const left = await region.evaluate((element) => {
    element.scrollTop = 50 * 36;
    element.scrollLeft = 150;
    return element.getBoundingClientRect().left;
  });
  const row = region.locator("tr[aria-rowindex='56']");
  const id = row.getByRole("cell").first();
  await expect.poll(async () => ((await id.boundingBox())?.x ?? -1) - left).toBeCloseTo(0, 0);
  for (const place of [0, 5]) {
    const uncovered = row
      .getByRole("cell")
      .nth(place)
      .evaluate((cell) => {
        const { x, y, width, height } = cell.getBoundingClientRect();
        return cell.contains(document.elementFromPoint(x + width / 2, y + height / 2));
      });
    expect(await uncovered).toBe(true);
  }
  // A row in use is marked across its whole width.
  await row.hover();
  const backgrounds = () =>
    row.getByRole("cell").evaluateAll((cells) => cells.map((cell) => getComputedStyle(cell).backgroundColor));
  await expect.poll(async () => new Set(await backgrounds()).size).toBe(1);
  expect((await backgrounds())[0]).not.toBe("rgba(0, 0, 0, 0)");
});

test("rows that could not be fetched are asked for again, and those that came stay", async ({
  page,
  complaints,
}) => {
  const next = /\/internal\/endpoints\?.*cursor=/;
  await page.route(next, (route) => route.abort());
  await page.goto("/endpoints?gone=any");
  const region = page.getByRole("region", { name: "Endpoints table" });
  await region.focus();
  const active = region.locator("tr[data-active]");
  const toEnd = async () => {
    await page.keyboard.press("End");
    await expect(active).toBeVisible();
    return Number(await active.getAttribute("aria-rowindex"));
  };
  const reached = await toEnd();
  const again = page.getByRole("button", { name: "Try again" });
  await expect(again).toBeVisible();
  expect(await toEnd()).toBe(reached);
  await expect(region.locator("tr[data-late]")).toHaveCount(0);

  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/internal/endpoints?")) asked.push(request.url());
  });
  await page.unroute(next);
  await again.click();
  await expect(again).toBeHidden();
  await region.focus();
  await expect(async () => expect(await toEnd()).toBeGreaterThan(reached)).toPass({ timeout: 10_000 });
  // Not the pages that were there.
  expect(asked.filter((url) => !next.test(url))).toEqual([]);
  // What the browser says of the requests that were cut off here.
  expect(complaints.splice(0).filter((text) => !text.includes("ERR_FAILED"))).toEqual([]);
});

test("columns can be chosen and ordered, and are there again at the next visit", async ({ page }) => {
  await page.goto("/endpoints");
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "VPC" }).check();
  await page.getByRole("checkbox", { name: "Owner" }).uncheck();
  await page.getByRole("button", { name: "Move VPC left" }).click();
  await page.keyboard.press("Escape");
  await page.goto("/endpoints");
  const titles = await page.getByRole("columnheader").allTextContents();
  expect(titles).not.toContain("Owner");
  expect(titles.at(-2)).toBe("VPC");
  for (const notJudged of [/idle/i, /cost/i, /saving/i, /finding/i])
    expect(titles.filter((title) => notJudged.test(title))).toEqual([]);
});

test("says which filter to relax when nothing matches", async ({ page }) => {
  await page.goto("/endpoints?region=us-east-1&owner=nobody-has-this-name");
  await expect(page.getByText("No endpoint matches all of these filters")).toBeVisible();
  const { total } = await list(page, "region=us-east-1");
  await page.getByRole("button", { name: `Without owner nobody-has-this-name: ${total}` }).click();
  await expect(page.getByRole("status").filter({ hasText: `${total} endpoints` })).toBeVisible();
});

test("names the field of an address that the table cannot follow", async ({ page, complaints }) => {
  await page.goto("/endpoints?sort=tags");
  await expect(page.getByRole("alert").filter({ hasText: "no field to sort by" })).toContainText("sort");
  await page.getByRole("link", { name: "Show all endpoints" }).click();
  await expect(rows(page).first()).toBeVisible();
  // The browser reports the refused request, as it should be.
  const expected = complaints.filter((text) => text.includes("status of 400"));
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !expected.includes(text)));
});

test("on a phone it is a list of cards with the filters behind a button", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/endpoints");
  await expect(page.locator("[data-endpoint-grid]")).toBeHidden();
  await expect(page.getByRole("listitem").filter({ hasText: "vpce-" }).first()).toBeVisible();
  await page.getByRole("button", { name: "Filter" }).click();
  await page.locator("summary", { hasText: "Region" }).click();
  await page.getByRole("checkbox", { name: /^us-east-1/ }).check();
  await page.getByRole("button", { name: "Show endpoints" }).click();
  const { total } = await list(page, "region=us-east-1");
  await expect(page.getByRole("status").filter({ hasText: `${total} endpoints` })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test("is accessible wide, narrow and with a filter open", async ({ page, checkAccessibility, checkPage }) => {
  await page.goto("/endpoints?gone=any&region=us-east-1");
  await expect(rows(page).first()).toBeVisible();
  await checkPage({ phone: true });
  await page.getByRole("search", { name: "Endpoints" }).getByRole("button", { name: "Account" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await checkAccessibility();
  await page.emulateMedia({ colorScheme: "dark" });
  await checkAccessibility();
  await page.goto("/endpoints?owner=nobody-has-this-name&region=us-east-1");
  await checkPage();
});
