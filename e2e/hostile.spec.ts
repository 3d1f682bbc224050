import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "#e2e/fixtures.ts";
import { openMigratedDatabase } from "#lib/testing/postgres.ts";
import { type Child, startChild } from "../scripts/lib/child.ts";
import { awaitPort, freePort } from "../scripts/lib/ports.ts";
import { simulatorEnv } from "../scripts/lib/simulatorEnv.ts";

const logs = "test-results/logs";
let url = "";
let close = async () => {};

/** A small fleet of its own in which whoever may write a tag, a name or a policy wrote something hostile. */
test.beforeAll(async () => {
  // It collects, which a busy machine does slowly.
  test.setTimeout(240_000);
  const database = await openMigratedDatabase("hostile");
  const children: Child[] = [];
  const start = (name: string, args: string[], env?: NodeJS.ProcessEnv) => {
    const child = startChild(name, { args, env, logFile: join(logs, `hostile-${name}.log`) });
    children.push(child);
    return child;
  };
  close = async () => {
    await Promise.all(children.map((child) => child.stop(6_000)));
    await database.close();
  };
  const [simulatorPort, port] = [await freePort(), await freePort()];
  const now = "2026-11-18T14:05:00Z";
  const size = ["--accounts", "2", "--regions", "1", "--endpoints", "12", "--hostile"];
  start("simulator", ["simulator/main.ts", "--port", String(simulatorPort), "--now", now, ...size]);
  await awaitPort(simulatorPort, 60);
  const env = {
    ...simulatorEnv(simulatorPort),
    ...{ DATABASE_URL: database.url, LINKLEDGER_NOW: now, LINKLEDGER_CONFIG: join(logs, "none.yaml") },
    ...{ HOST: "127.0.0.1", PORT: String(port) },
  };
  const { code, tail } = await start("collect", ["collectors/main.ts", "collect", "--once"], env).exited;
  if (code !== 0 && code !== 3) throw new Error(`collect --once failed (exit ${code}):\n${tail}`);
  start("web", ["scripts/web.ts"], env);
  await awaitPort(port, 60);
  url = `http://127.0.0.1:${port}`;
});
test.afterAll(() => close());

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
