import { defineConfig } from "@playwright/test";
import { findChromium } from "./scripts/lib/chromium.mjs";

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/e2e",
  globalSetup: "./e2e/server.ts",
  fullyParallel: true,
  forbidOnly: !!process.env.CI,
  workers: 2,
  // A browser on a busy machine now and then meets a race of its own: what failed is told, and asked once more.
  retries: process.env.CI ? 1 : 0,
  timeout: 120_000,
  // A busy machine answers late; what never comes fails all the same.
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    // Set by the global setup, which workers inherit.
    baseURL: process.env.LINKLEDGER_E2E_URL,
    browserName: "chromium",
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    timezoneId: "Pacific/Chatham",
    // Recording every test costs a quarter of its time; --trace=retain-on-failure does so where one fails.
    trace: "off",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: await findChromium(),
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
