import { createServer } from "node:http";
import { expect, test } from "./fixtures.ts";

test("an alert is found, taken on and given back, and silenced and unsilenced by keyboard alone", async ({
  page,
  checkPage,
  checkAccessibility,
}) => {
  await page.goto("/alerts");
  const list = page.getByRole("region", { name: "Alerts", exact: true });
  await expect(list.getByRole("row").nth(1)).toBeVisible();
  await checkPage({ phone: true });
  // An alert that no other test looks at: about a quota.
  await page.goto("/alerts?severity=ticket&source=quotas");
  await expect(list.getByRole("combobox", { name: "Severity" })).toHaveValue("ticket");
  await list.locator("tbody a[href^='/alerts/']").first().click();
  await expect(page).toHaveURL(/\/alerts\/[^/]+$/);
  await expect(page.getByRole("region", { name: "Told" })).toBeVisible();
  await checkPage();

  await page.getByRole("button", { name: /^Acknowledge/ }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("textbox", { name: "Your name" })).toBeFocused();
  await checkAccessibility();
  await page.keyboard.type("Grace Hopper");
  await page.keyboard.press("Tab");
  await page.keyboard.type("A moth in the relay.");
  await dialog.getByRole("button", { name: /^Acknowledge/ }).press("Enter");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("acknowledged");
  const history = page.getByRole("region", { name: "History" });
  await expect(history.getByText("A moth in the relay.")).toBeVisible();

  await page.getByRole("button", { name: "Silence…" }).press("Enter");
  await expect(dialog.getByRole("textbox", { name: "Reason" })).toBeFocused();
  await checkAccessibility();
  await page.keyboard.type("CHG-4711, until the relay is clean");
  await dialog.getByRole("button", { name: "4 h", exact: true }).press("Enter");
  // Who said so is remembered from before.
  await expect(dialog.getByRole("textbox", { name: "Your name" })).toHaveValue("Grace Hopper");
  await dialog.getByRole("button", { name: "Silence", exact: true }).press("Enter");
  await expect(dialog).toBeHidden();
  await page.getByRole("button", { name: /^Give back/ }).press("Enter");
  await dialog.getByRole("button", { name: "Give back" }).press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("firing");

  await page.goto("/alerts");
  const silences = page.getByRole("region", { name: "Silences", exact: true });
  const silence = silences.getByRole("row", { name: /CHG-4711/ });
  await expect(silence).toContainText("Grace Hopper");
  await silence.getByRole("button", { name: /^End the silence/ }).press("Enter");
  await dialog.getByRole("button", { name: "End it" }).press("Enter");
  await expect(silence).toHaveCount(0);
});

test("a receiver's test tells what it answered: taken, or refused with the status", async ({ page }) => {
  const got: string[] = [];
  const receiver = createServer((request, response) => {
    request.resume().on("end", () => {
      got.push(`${request.method} ${request.url} ${request.headers["linkledger-event"]}`);
      response.writeHead(request.url === "/refuses" ? 403 : 204).end();
    });
  });
  await new Promise<void>((done) => {
    receiver.listen(Number(process.env.LINKLEDGER_E2E_RECEIVER), "127.0.0.1", done);
  });
  try {
    await page.goto("/alerts");
    const receivers = page.getByRole("region", { name: "Receivers", exact: true });
    const tested = async (name: string) => {
      const row = receivers.getByRole("row", { name: new RegExp(name) });
      await row.getByRole("button", { name: `Test ${name}` }).click();
      return row.getByRole("status");
    };
    await expect(await tested("takes")).toContainText(/\d ms/);
    await expect((await tested("refuses")).getByText("403")).toBeVisible();
    expect(got).toEqual(["POST /takes test", "POST /refuses test"]);
  } finally {
    await new Promise((done) => receiver.close(done));
  }
});
