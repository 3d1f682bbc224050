/** Price steps of endpoint data, by gigabytes of the region and month. */
const DATA_TIERS: [upToGigabytes: number, price: number][] = [
  [2 ** 20, 0.01],
  [5 * 2 ** 20, 0.006],
  [Number.POSITIVE_INFINITY, 0.004],
];

/** Dollars for the first `gigabytes` of a region and month. */
export function dataCost(gigabytes: number): number {
  let cost = 0;
  let floor = 0;
  for (const [limit, price] of DATA_TIERS) {
    if (gigabytes > floor) cost += (Math.min(gigabytes, limit) - floor) * price;
    floor = limit;
  }
  return cost;
}
