import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";

interface Fixtures {
  /** Its `goto` and `reload` end when all that was streamed is in its place (`untilInPlace`). */
  page: Page;
  /**
   * Throws when the page as it is now breaks WCAG 2.2 A or AA; `exclude` leaves out CSS selectors. In the dark theme
   * contrast alone is looked at: everything else is the same page, which the light theme's test has checked.
   */
  checkAccessibility: (exclude?: string[]) => Promise<void>;
  /**
   * `checkAccessibility` of the page in the light and the dark theme and, with `phone`, as a phone lays it out, where
   * nothing may stick out sideways in any case. Leaves the page light and wide.
   */
  checkPage: (options?: { phone?: boolean }) => Promise<void>;
  /** Watches the console, uncaught errors and answers of 500 and more: any of them fails the test. */
  complaints: string[];
}

export const test = base.extend<Fixtures>({
  page: async ({ page }, use) => {
    const goto = page.goto.bind(page);
    page.goto = async (url, options) => {
      const response = await goto(url, options);
      await untilInPlace(page);
      return response;
    };
    const reload = page.reload.bind(page);
    page.reload = async (options) => {
      const response = await reload(options);
      await untilInPlace(page);
      return response;
    };
    await use(page);
  },
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") {
          complaints.push(`console.${message.type()}: ${message.text()} (${message.location().url})`);
        }
      });
      page.on("pageerror", (error) => complaints.push(`uncaught: ${error.stack ?? error.message}`));
      page.on("response", (response) => {
        if (response.status() >= 500) complaints.push(`${response.status()} ${response.url()}`);
      });
      await use(complaints);
      expect(complaints, "the page complained").toEqual([]);
    },
    { auto: true },
  ],
  checkAccessibility: async ({ page }, use) => {
    await use(async (exclude = []) => {
      await settle(page);
      const { dark, axeSource } = await page.evaluate(() => ({
        dark:
          document.documentElement.dataset.mantineColorScheme === "dark" ||
          matchMedia("(prefers-color-scheme: dark)").matches,
        // Each analysis would send its half a megabyte twice and have it compiled, also where it is there already.
        axeSource: "axe" in window ? "void 0" : undefined,
      }));
      // Without frames there is nothing that the slower mode, with a page of its own, would find more of. Nor does a
      // selector for every node, which is a fifth of the time: what is wrong is told by its HTML.
      const axe = new AxeBuilder({ page, axeSource })
        .setLegacyMode()
        .options({ resultTypes: ["violations"], selectors: false });
      if (dark) axe.withRules(["color-contrast", "link-in-text-block"]);
      else axe.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]);
      // Rows of one table are alike, and a hundred of them take longer than all else of a page.
      for (const selector of [...exclude, "tbody tr:nth-child(n+31)"]) axe.exclude(selector);
      const { violations } = await axe.analyze();
      const found = violations.map(
        ({ id, help, nodes }) =>
          `${id}: ${help}\n  ${nodes.map(({ html }) => html.slice(0, 200)).join("\n  ")}`,
      );
      expect(found, "accessibility").toEqual([]);
    });
  },
  checkPage: async ({ page, checkAccessibility }, use) => {
    await use(async ({ phone = false } = {}) => {
      await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
      await checkAccessibility();
      await page.emulateMedia({ colorScheme: "dark" });
      await checkAccessibility();
      await page.emulateMedia({ colorScheme: "light" });
      await page.setViewportSize({ width: 390, height: 844 });
      if (phone) await checkAccessibility();
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, "sticks out sideways").toBeLessThanOrEqual(0);
      await page.setViewportSize({ width: 1440, height: 900 });
    });
  },
});

/**
 * Waits until React has moved what the server streamed late from hidden boxes at the document's end to where it
 * belongs. It does so some frames after `load`; on a busy machine it may have drawn the same itself before, and for
 * those frames a text is there twice, once hidden, which a strict locator refuses.
 */
async function untilInPlace(page: Page): Promise<void> {
  await page.waitForFunction(() => !document.querySelector('div[hidden][id^="S:"]'), undefined, {
    timeout: 10_000,
  });
}

/** Waits until a theme that was just changed is on, drawn, and done with changing colours. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    // A theme that somebody chose does not follow the system's.
    const chosen = localStorage.getItem("mantine-color-scheme-value");
    const preferred = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const scheme = chosen === "light" || chosen === "dark" ? chosen : preferred;
    const since = performance.now();
    while (
      document.documentElement.dataset.mantineColorScheme !== scheme &&
      performance.now() < since + 10_000
    )
      await frame();
    await frame();
    await frame();
    const ending = document
      .getAnimations()
      .filter((animation) => Number.isFinite(animation.effect?.getComputedTiming().endTime));
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}

export { expect } from "@playwright/test";
