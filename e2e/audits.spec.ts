import { createHash } from "node:crypto";
import { expect, test } from "#e2e/fixtures.ts";

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

test("a quarter is frozen, attested, exported, and its hash checked", async ({
  page,
  request,
  checkAccessibility,
}) => {
  await page.goto("/audits");
  await expect(page.getByRole("heading", { level: 1, name: "Audits" })).toBeVisible();
  await page.getByRole("button", { name: "Make an audit" }).click();
  await page.getByRole("textbox", { name: "Your name" }).fill("Ada");
  await page.getByRole("button", { name: "Freeze 2026Q4" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Audit of 2026Q4" })).toBeVisible();
  await checkAccessibility();

  const id = new URL(page.url()).pathname.split("/").at(-1);
  const audit = await (await request.get(`/api/v1/audits/${id}`)).json();
  const files = page.getByRole("table", { name: "Files of the audit" });
  const statement = files.getByRole("row").filter({ hasText: "statement.json" });
  const stated = (await statement.locator("strong").textContent()) ?? "";
  expect(stated).toBe(audit.sha256);
  expect(sha256(await (await request.get(`/api/v1/audits/${id}/statement.json`)).body())).toBe(stated);
  for (const { name, table, sha256: hash } of audit.files) {
    expect(sha256(await (await request.get(`/api/v1/audits/${id}/${table}.csv`)).body()), name).toBe(hash);
  }

  await page.getByRole("combobox", { name: "Owner" }).click();
  await page.getByRole("option").first().click();
  await page.getByRole("textbox", { name: "Your name" }).fill("Grace");
  await page.getByRole("textbox", { name: "Remark" }).fill("all ours");
  await page.getByRole("button", { name: "Attest" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Attested" })).toBeVisible();
  await expect(page.getByRole("link", { name: "1 attestation as CSV" })).toBeVisible();

  await page.goto("/audits");
  await expect(
    page.getByRole("table", { name: "Audits" }).getByRole("link", { name: "2026Q4" }),
  ).toBeVisible();
  await page.emulateMedia({ colorScheme: "dark" });
  await checkAccessibility();
  await page.setViewportSize({ width: 390, height: 844 });
  await checkAccessibility();
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
});

test("a quarter from before anything was collected is refused with the reason", async ({
  page,
  complaints,
}) => {
  await page.goto("/audits");
  await page.getByRole("button", { name: "Make an audit" }).click();
  await page.getByRole("combobox", { name: "Quarter" }).click();
  await page.getByRole("option", { name: "2025Q4" }).click();
  await page.getByRole("button", { name: "Freeze 2025Q4" }).click();
  await expect(page.getByRole("alert").filter({ hasText: /2025Q4|collected/ })).toBeVisible();
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.includes("status of 400")));
});

test("an audit that there is none of is a page that says so", async ({ page, complaints }) => {
  const answer = await page.goto("/audits/01234567-89ab-cdef-0123-456789abcdef");
  expect(answer?.status()).toBe(404);
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.includes("status of 404")));
});
