import type { Page } from "@playwright/test";
import { expect, test } from "#e2e/fixtures.ts";

/** A small fleet of its own in which whoever may write a tag, a name or a policy wrote something hostile. */
const url = process.env.LINKLEDGER_E2E_HOSTILE ?? "";

/** Text that became markup, a link that runs something, a title that a script set, a page wider than its window. */
function harmDone(page: Page) {
  return page.evaluate(() => ({
    markup: document.querySelectorAll("hostile-markup, [onerror], script[src*=evil]").length,
    links: [...document.querySelectorAll("a[href], form[action]")].filter((link) =>
      /^\s*(javascript|data|vbscript):|^\s*(https?:)?[/\\]{2}[^?#]*evil\.example/i.test(
        link.getAttribute("href") ?? link.getAttribute("action") ?? "",
      ),
    ).length,
    title: document.title.includes("hostile"),
    overflow: Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth),
  }));
}
const none = { markup: 0, links: 0, title: false, overflow: 0 };

test("a fleet full of hostile names, tags, policies and errors breaks no page and runs nothing", async ({
  page,
}) => {
  test.setTimeout(240_000);
  let dialogs = 0;
  page.on("dialog", (dialog) => {
    dialogs++;
    void dialog.dismiss();
  });
  const { items } = await (await page.request.get(`${url}/api/v1/endpoints?state=failed&limit=1`)).json();
  const endpoint = `/endpoints/${items[0].vpcEndpointId}`;
  const owner = encodeURIComponent(items[0].owner);
  const lists = [
    "/endpoints",
    `/endpoints?owner=${owner}`,
    "/findings",
    "/idle",
    "/services",
    "/load-balancers",
  ];
  for (const path of [
    "/",
    "/on-call",
    "/costs?groupBy=owner",
    "/collectors",
    "/settings",
    endpoint,
    ...lists,
  ]) {
    await page.goto(`${url}${path}`);
    await expect(page.locator("main")).toBeVisible();
    expect.soft(await harmDone(page), path).toEqual(none);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of [endpoint, "/on-call", "/findings"]) {
    await page.goto(`${url}${path}`);
    expect.soft(await harmDone(page), `${path} on a phone`).toEqual(none);
  }
  expect(dialogs).toBe(0);
});
