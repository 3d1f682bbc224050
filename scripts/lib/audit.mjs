// npm audit as a step of the tests: known weaknesses fail it, a registry that does not answer does not.
import { run } from "./processes.mjs";

/** Reads what `npm audit --json` printed. */
export function auditVerdict(output) {
  let report;
  try {
    report = JSON.parse(output.slice(output.indexOf("{")));
  } catch {
    return { answered: false, failed: 0, names: [] };
  }
  const counts = report.metadata?.vulnerabilities;
  if (!counts) return { answered: false, failed: 0, names: [] };
  const names = Object.values(report.vulnerabilities ?? {})
    .filter(({ severity }) => severity === "high" || severity === "critical")
    .map(({ name, severity }) => `${name} (${severity})`);
  return { answered: true, failed: (counts.high ?? 0) + (counts.critical ?? 0), names };
}

/** The step: one passed or failed; skipped where nobody could be asked. */
export async function auditPackages(root) {
  // Short: without a network this must not hold up the tests.
  const args = [
    "audit",
    "--omit=dev",
    "--package-lock-only",
    "--json",
    "--fetch-retries=0",
    "--fetch-timeout=10000",
  ];
  const { output } = await run(process.platform === "win32" ? "npm.cmd" : "npm", args, {
    cwd: root,
    shell: process.platform === "win32",
  });
  const { answered, failed, names } = auditVerdict(output);
  if (!answered)
    return {
      name: "dependency audit (the registry does not answer)",
      passed: 0,
      failed: 0,
      skipped: 1,
      output,
    };
  const words = `high or critical: ${names.join(", ")}\nnpm audit --omit=dev tells more`;
  return {
    name: "dependency audit",
    passed: failed === 0 ? 1 : 0,
    failed: failed === 0 ? 0 : 1,
    output: words,
  };
}
