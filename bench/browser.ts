import { type Browser, chromium } from "@playwright/test";
import { ConfigurationError } from "#lib/errors.ts";
import { ensureChromium } from "../scripts/lib/chromium.mjs";
import { pageAddresses } from "./pages/addresses.ts";
import { type BuiltFleet, base, openBuiltFleet, placeOfFleet } from "./pages/builtFleet.ts";
import { paintPage, scrollAll } from "./pages/chromium.ts";
import { startLast, withServerLast } from "./pages/lastInLine.ts";
import { percentile } from "./pages/requests.ts";
import type { Bench, BenchRow } from "./schema.ts";

const defaultSizes = { pages: 10_000, rows: 100_000 };
const visits = 5;
/** Pages that draw charts may bring more script. */
const chartPages = new Set(["/", "/on-call", "/costs", "/endpoints/[vpcEndpointId]", "/slos/[sloId]"]);
const scriptKb = (route: string) => (chartPages.has(route) ? 330 : 250);

export const bench: Bench = {
  question:
    "What does a browser, first in line for the processor, need for each page: largest paint, layout shift, script; and does a table of the whole fleet scroll smoothly?",
  async run(args) {
    const { rest, keptIn } = placeOfFleet(args);
    const sizes = readSizes(rest);
    const browser = await chromium.launch({
      executablePath: await ensureChromium(process.execPath),
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-background-networking",
      ],
    });
    startLast();
    let fleet: BuiltFleet;
    try {
      fleet = await openBuiltFleet(keptIn);
    } catch (error) {
      await browser.close();
      throw error;
    }
    try {
      await fleet.grow(sizes.pages);
      const rows = await withServerLast(fleet, () => paintAll(fleet, browser, sizes.pages));
      await fleet.grow(sizes.rows);
      return [...rows, ...(await withServerLast(fleet, () => scrolling(fleet, browser, sizes.rows)))];
    } finally {
      await browser.close();
      await fleet.close();
    }
  },
};

function readSizes(args: string[]): typeof defaultSizes {
  if (args.length === 0) return defaultSizes;
  const [pages, rows] = args.map(Number);
  if (
    args.length === 2 &&
    pages &&
    rows &&
    rows >= pages &&
    !(pages % base.endpoints || rows % base.endpoints)
  ) {
    return { pages, rows };
  }
  throw new ConfigurationError(
    `expected npm run bench -- browser [ENDPOINTS ROWS], multiples of ${base.endpoints}, as in 10000 100000`,
  );
}

async function paintAll(fleet: BuiltFleet, browser: Browser, size: number): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const { route, addresses } of await pageAddresses(fleet.pool)) {
    if (addresses.length === 0) continue;
    const seen = [];
    for (let visit = 0; visit < visits; visit++) {
      seen.push(await paintPage(browser, `${fleet.url}${addresses[visit % addresses.length]}`));
    }
    const label = `${route}, ${size.toLocaleString("en-US")} endpoints`;
    rows.push(
      {
        measured: `${label}: largest paint, median of ${visits} first visits`,
        value: percentile(
          seen.map(({ largestPaintMs }) => largestPaintMs),
          0.5,
        ),
        unit: "ms",
        atMost: 1500,
      },
      {
        measured: "  layout shift, worst",
        value: Math.max(...seen.map(({ layoutShift }) => layoutShift)),
        unit: "",
        atMost: 0.02,
      },
      {
        measured: "  script, gzipped",
        value: Math.max(...seen.map(({ scriptBytes }) => scriptBytes)) / 1024,
        unit: "KB",
        comparedTo: "all that the page brings",
        atMost: scriptKb(route),
      },
    );
  }
  return rows;
}

async function scrolling(fleet: BuiltFleet, browser: Browser, size: number): Promise<BenchRow[]> {
  const { frames, rows, seconds } = await scrollAll(browser, `${fleet.url}/endpoints`);
  return [
    {
      measured: `rows scrolled through, of ${size.toLocaleString("en-US")}`,
      value: rows,
      unit: "rows",
      atLeast: size,
    },
    { measured: "  in", value: seconds, unit: "s" },
    { measured: "  longest frame", value: Math.max(...frames), unit: "ms", atMost: 50 },
    { measured: "  frames, 95th percentile", value: percentile(frames, 0.95), unit: "ms" },
  ];
}
