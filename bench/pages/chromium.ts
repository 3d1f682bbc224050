import type { Browser } from "@playwright/test";

/** What a first visit to a page showed and brought. */
export interface Visit {
  largestPaintMs: number;
  layoutShift: number;
  /** Bytes of script as they came over the wire. */
  scriptBytes: number;
}

// What the page itself writes down while it loads; it has no other way out than a global.
declare global {
  interface Window {
    benchVisit: { largestPaintMs: number; layoutShift: number };
  }
}

const viewport = { width: 1440, height: 900 };
/** Nothing moves any more when nothing was asked for this long. */
const settledMs = 700;

/** Opens a page in a browser that has never seen it, and waits until nothing moves. */
export async function paintPage(browser: Browser, url: string): Promise<Visit> {
  const context = await browser.newContext({ viewport });
  try {
    const page = await context.newPage();
    const protocol = await context.newCDPSession(page);
    await protocol.send("Network.enable");
    const scripts = new Set<string>();
    let scriptBytes = 0;
    protocol.on("Network.responseReceived", ({ requestId, type }) => {
      if (type === "Script") scripts.add(requestId);
    });
    protocol.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      if (scripts.has(requestId)) scriptBytes += encodedDataLength;
    });
    await page.addInitScript(() => {
      const visit = { largestPaintMs: 0, layoutShift: 0 };
      window.benchVisit = visit;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) visit.largestPaintMs = entry.startTime;
      }).observe({ type: "largest-contentful-paint", buffered: true });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & {
          value: number;
          hadRecentInput: boolean;
        })[]) {
          if (!entry.hadRecentInput) visit.layoutShift += entry.value;
        }
      }).observe({ type: "layout-shift", buffered: true });
    });
    const answer = await page.goto(url, { waitUntil: "load" });
    if (answer?.status() !== 200) throw new Error(`${url} answered ${answer?.status()}`);
    await page.waitForLoadState("networkidle");
    await page.waitForTimeout(settledMs);
    const visit = await page.evaluate(() => window.benchVisit);
    return { ...visit, scriptBytes };
  } finally {
    await context.close();
  }
}

/** How the frames went while a table was scrolled from its first row to its last. */
export interface Scrolling {
  /** Milliseconds between frames. */
  frames: number[];
  /** Rows that were there in the end. */
  rows: number;
  seconds: number;
}

const mostSeconds = 240;

/** Scrolls the table of endpoints down, as fast as a hand on the wheel, until there are no more rows. */
export async function scrollAll(browser: Browser, url: string): Promise<Scrolling> {
  const context = await browser.newContext({ viewport });
  try {
    const page = await context.newPage();
    await page.goto(url, { waitUntil: "networkidle" });
    return await page.evaluate(async (most) => {
      const scroller = document.querySelector<HTMLElement>("[data-endpoint-grid]");
      const total = Number(scroller?.querySelector("table")?.ariaRowCount) - 1;
      if (!scroller || !(total > 0)) throw new Error("no table of endpoints");
      const frames: number[] = [];
      const begun = performance.now();
      let last = begun;
      let rows = 0;
      await new Promise<void>((done) => {
        const step = (now: number) => {
          frames.push(now - last);
          last = now;
          scroller.scrollTop += 1200;
          const shown = scroller.querySelectorAll("[aria-rowindex]");
          rows = Math.max(rows, Number(shown[shown.length - 1]?.getAttribute("aria-rowindex")) - 1);
          const atEnd = rows >= total || now - begun > most * 1000;
          if (atEnd) done();
          else requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      });
      return { frames: frames.slice(2), rows, seconds: (performance.now() - begun) / 1000 };
    }, mostSeconds);
  } finally {
    await context.close();
  }
}
