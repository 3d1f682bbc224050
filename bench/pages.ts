import { ConfigurationError } from "#lib/errors.ts";
import { pageAddresses } from "./pages/addresses.ts";
import { type BuiltFleet, base, openBuiltFleet, placeOfFleet } from "./pages/builtFleet.ts";
import { clickAtOnce, percentile, timeInTurn } from "./pages/requests.ts";
import type { Bench, BenchRow } from "./schema.ts";

const defaultSizes = [10_000, 100_000];
const times = 40;
const crowd = { people: 50, seconds: 30, pauseMs: 5_000 };
const atMostMs = (size: number) => (size <= 10_000 ? 100 : 200);

export const bench: Bench = {
  question:
    "How long does the server take for each page of a fleet with 90 days of history (95th percentile of whole answers, production build), and how does that grow with the fleet?",
  async run(args) {
    const { rest, keptIn } = placeOfFleet(args);
    const sizes = rest.length > 0 ? rest.map(readSize) : defaultSizes;
    const rows: BenchRow[] = [];
    const first = new Map<string, number>();
    const fleets = keptIn?.includes("%")
      ? sizes.map((size) => ({ place: keptIn.replace("%", `${size}`), here: [size] }))
      : [{ place: keptIn, here: sizes }];
    for (const { place, here } of fleets) {
      const fleet = await openBuiltFleet(place);
      try {
        for (const size of here) rows.push(...(await measure(fleet, size, first)));
      } finally {
        await fleet.close();
      }
    }
    return rows;
  },
};

function readSize(arg: string): number {
  const size = Number(arg);
  if (Number.isInteger(size) && size > 0 && size % base.endpoints === 0) return size;
  throw new ConfigurationError(
    `"${arg}" is not a number of endpoints; expected multiples of ${base.endpoints}, as in npm run bench -- pages 10000 100000`,
  );
}

/** Each page by itself, then many people at once; `first` keeps the smallest fleet's times to hold larger ones against. */
async function measure(fleet: BuiltFleet, size: number, first: Map<string, number>): Promise<BenchRow[]> {
  await fleet.grow(size);
  const label = `${size.toLocaleString("en-US")} endpoints`;
  const pages = await pageAddresses(fleet.pool);
  const rows: BenchRow[] = [];
  const growth: { route: string; ratio: number }[] = [];
  for (const { route, addresses } of pages) {
    if (addresses.length === 0) continue;
    const value = percentile(
      await timeInTurn(
        addresses.map((address) => `${fleet.url}${address}`),
        times,
      ),
      0.95,
    );
    const before = first.get(route);
    if (before === undefined) first.set(route, value);
    else growth.push({ route, ratio: value / before });
    rows.push({ measured: `${route}, ${label}`, value, unit: "ms", atMost: atMostMs(size) });
  }
  for (const { route, ratio } of growth) {
    rows.push({
      measured: `${route}, ${label}`,
      value: (first.get(route) ?? 0) * ratio,
      unit: "ms",
      comparedTo: "the same page of the smallest fleet",
      ratio,
      atMost: 2,
    });
  }
  const urls = pages.flatMap(({ addresses }) =>
    addresses.slice(0, 4).map((address) => `${fleet.url}${address}`),
  );
  const { took, seconds } = await clickAtOnce(urls, crowd);
  return [
    ...rows,
    {
      measured: `${crowd.people} people at once, a click every ${crowd.pauseMs / 1000} s each, any page, ${label}: 95th percentile`,
      value: percentile(took, 0.95),
      unit: "ms",
      atMost: 300,
    },
    { measured: "  pages in a second", value: took.length / seconds, unit: "pages/s" },
  ];
}
