import { expect, it } from "vitest";
import { prepareRows } from "./prepare.ts";
import { type TableRows, tables } from "./tables.ts";

const keys = { owner: "owner", environment: "environment", application: "application" };
const rowsOf = (last: unknown): TableRows => ({
  table: tables.availableService,
  rows: [{ serviceName: "sqs" }, { serviceName: "sns", serviceId: last }],
});

it("prepares the same rows once", () => {
  const rows = rowsOf("vpce-svc-1");
  const [first] = prepareRows([rows], keys);
  expect([...(first?.rows.keys() ?? [])]).toEqual(["sqs", "sns"]);
  expect(prepareRows([rows], keys)[0]).toBe(first);
});

it("takes what an error left half done for nothing: what is missing there would count as gone", () => {
  const rows = rowsOf(1n);
  expect(() => prepareRows([rows], keys)).toThrow("BigInt");
  expect(() => prepareRows([rows], keys)).toThrow("BigInt");
});
