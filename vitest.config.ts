import { defineConfig } from "vitest/config";

// Set here, so that every worker is born with them. The time zone is one that breaks naive date arithmetic:
// 12:45 h ahead of UTC, 13:45 h in (southern) summer.
process.env.TZ = "Pacific/Chatham";
process.env.LINKLEDGER_NOW ??= "2026-11-18T14:05:00Z";
process.env.LOG_LEVEL ??= "silent";

// How many seeds each scenario of collectors/faults goes through.
const faultSeeds = Number(process.env.LINKLEDGER_FAULT_SEEDS ?? 1);

const databaseTests = "**/*.{db,sim}.test.{ts,tsx}";
const ignored = ["**/node_modules/**", ".runtime/**", ".next/**", ".data/**", "e2e/**"];

export default defineConfig({
  test: {
    maxWorkers: 2,
    // A process goes through many files and reads each module once: the unit tests take less than half as long. What a
    // file changed for all of it, lib/testing/setup.ts takes back.
    isolate: false,
    setupFiles: ["lib/testing/setup.ts"],
    // Generous: the limit is for what hangs, not a measurement.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["**/*.test.{ts,tsx}"], exclude: [...ignored, databaseTests] },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: [databaseTests],
          exclude: ignored,
          globalSetup: ["lib/testing/server.ts"],
          // Besides those of every project.
          setupFiles: ["lib/testing/checkedAnswers.ts"],
          provide: { faultSeeds },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
