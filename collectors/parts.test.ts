import { expect, it } from "vitest";
import type { ErrorClass } from "#lib/runs/schema.ts";
import { AwsError } from "./aws/errors.ts";
import { Parts } from "./parts.ts";

const failing = (errorClass: ErrorClass) => async () => {
  throw new AwsError({ errorClass, code: "Code", message: "words" });
};

it.each(["denied", "absent", "permanent"] as const)(
  "notes what is not offered (%s) without failing the run",
  async (errorClass) => {
    const parts = new Parts();
    await parts.read("bill", async () => [1, 2]);
    expect(await parts.readIfOffered("by resource", failing(errorClass))).toBeUndefined();
    expect(parts.outcome).toBe("success");
    expect(parts.failure).toBeUndefined();
    expect(parts.list).toMatchObject([
      { part: "bill", outcome: "success", resources: 2 },
      { part: "by resource", outcome: "failed", errorClass, errorMessage: "words" },
    ]);
  },
);

it("fails for what passes by itself, offered or not", async () => {
  const parts = new Parts();
  await parts.read("bill", async () => []);
  await parts.readIfOffered("by resource", failing("throttled"));
  expect(parts.outcome).toBe("partial");
  expect(parts.failure).toMatchObject({ errorClass: "throttled", message: "by resource: words" });
});

it("goes no further once the run was stopped", async () => {
  await expect(new Parts().readIfOffered("by resource", failing("interrupted"))).rejects.toThrow("words");
});
