import { createHash, randomUUID } from "node:crypto";
import pg from "pg";
import { expect, test } from "#e2e/fixtures.ts";

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

/**
 * As if the quarter before had been frozen too, when the first endpoint was not there yet and the second was another
 * team's: what was collected here is a few weeks old. Rows come before their header, as when the app freezes.
 */
async function freezeQuarterBefore(snapshotId: string): Promise<{ appeared: string; handedOver: string }> {
  const client = new pg.Client({ connectionString: process.env.LINKLEDGER_E2E_DATABASE });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>(
      "SELECT vpc_endpoint_id AS id FROM audit_endpoint WHERE snapshot_id = $1 ORDER BY 1 LIMIT 2",
      [snapshotId],
    );
    const [appeared = "", handedOver = ""] = rows.map(({ id }) => id);
    const before = { snapshot_id: randomUUID() };
    const copy = (table: string, changed: object, which = "true") =>
      client.query(
        `INSERT INTO ${table} SELECT (jsonb_populate_record(r, $2)).* FROM ${table} r WHERE snapshot_id = $1 AND ${which}`,
        [snapshotId, JSON.stringify({ ...before, ...changed })],
      );
    const handed = `vpc_endpoint_id = '${handedOver}'`;
    await copy("audit_endpoint", { owner: "the-team-before" }, handed);
    await copy("audit_endpoint", {}, `vpc_endpoint_id <> '${appeared}' AND NOT ${handed}`);
    for (const table of ["audit_service", "audit_connection", "audit_finding", "audit_coverage"])
      await copy(table, {});
    const [quarter_from, quarter_to] = ["2026-07-01T00:00:00Z", "2026-10-01T00:00:00Z"];
    await copy("audit_snapshot", { quarter: "2026Q3", quarter_from, quarter_to, as_of: quarter_to });
    return { appeared, handedOver };
  } finally {
    await client.end();
  }
}

test("a quarter is frozen, compared, attested, exported, and its hash checked, by keyboard alone", async ({
  page,
  request,
  checkAccessibility,
  checkPage,
}) => {
  await page.goto("/audits");
  await expect(page.getByRole("heading", { level: 1, name: "Audits" })).toBeVisible();
  await page.getByRole("button", { name: "Make an audit" }).press("Enter");
  await page.getByRole("textbox", { name: "Your name" }).fill("Ada");
  await page.getByRole("button", { name: "Freeze 2026Q4" }).press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Audit of 2026Q4" })).toBeVisible();
  await checkPage();

  const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  await expect(page.getByText("There is no earlier audit to compare with")).toBeVisible();
  const { appeared, handedOver } = await freezeQuarterBefore(id);
  await page.reload();
  const changes = page.getByRole("table", { name: "What changed" }).getByRole("row");
  await expect(changes.filter({ hasText: appeared })).toContainText("new");
  await expect(changes.filter({ hasText: handedOver })).toContainText("the-team-before");

  const audit = await (await request.get(`/api/v1/audits/${id}`)).json();
  const files = page.getByRole("table", { name: "Files of the audit" });
  const statement = files.getByRole("row").filter({ hasText: "statement.json" });
  const stated = (await statement.locator("strong").textContent()) ?? "";
  expect(stated).toBe(audit.sha256);
  expect(sha256(await (await request.get(`/api/v1/audits/${id}/statement.json`)).body())).toBe(stated);
  for (const { name, table, sha256: hash } of audit.files) {
    expect(sha256(await (await request.get(`/api/v1/audits/${id}/${table}.csv`)).body()), name).toBe(hash);
  }

  await page.getByRole("combobox", { name: "Owner" }).press("ArrowDown");
  await expect(page.getByRole("option").first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("combobox", { name: "Owner" })).not.toHaveValue("");
  await page.getByRole("textbox", { name: "Your name" }).fill("Grace");
  await page.getByRole("textbox", { name: "Remark" }).fill("all ours");
  await page.getByRole("button", { name: "Attest" }).press("Enter");
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
