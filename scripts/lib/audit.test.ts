import { expect, it } from "vitest";
import { auditVerdict } from "./audit.mjs";

const report = (high: number, critical: number) =>
  `npm warn something\n${JSON.stringify({
    vulnerabilities: {
      left: { name: "left", severity: "high" },
      right: { name: "right", severity: "low" },
    },
    metadata: { vulnerabilities: { info: 0, low: 1, moderate: 2, high, critical } },
  })}`;

it("fails for high and critical alone, and names them", () => {
  expect(auditVerdict(report(0, 0)).failed).toBe(0);
  expect(auditVerdict(report(1, 2))).toEqual({ answered: true, failed: 3, names: ["left (high)"] });
});

it.each(["", "npm error audit endpoint returned an error", '{"error":{"code":"E405"}}', "{nonsense"])(
  "takes %j for no answer, which is neither good nor bad",
  (output) => expect(auditVerdict(output)).toEqual({ answered: false, failed: 0, names: [] }),
);
