import { createServer } from "node:http";
import { expect, test } from "./fixtures.ts";

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
