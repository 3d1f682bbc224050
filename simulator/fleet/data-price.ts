/** Dollars per gigabyte, on the bill and in the price list alike. */

/** Price steps of endpoint data, by gigabytes of the region and month. */
export const DATA_TIERS: readonly (readonly [upToGigabytes: number, price: number])[] = [
  [2 ** 20, 0.01],
  [5 * 2 ** 20, 0.006],
  [Number.POSITIVE_INFINITY, 0.004],
];

/** Through a Gateway Load Balancer endpoint. */
export const GWLB_GIGABYTE = 0.0035;
/** A NAT gateway: the same figure per hour and per gigabyte. */
export const NAT_PRICE = 0.045;

/** A gigabyte between two zones, each way. */
export const BETWEEN_ZONES = 0.01;
/** A transit gateway: a VPC's attachment an hour, and a gigabyte. */
export const TRANSIT_HOUR = 0.05;
export const TRANSIT_GIGABYTE = 0.02;
/** A metric asked of GetMetricData; a gigabyte scanned by Logs Insights; a request to Cost Explorer. */
export const METRIC_REQUESTED = 0.00001;
export const LOGS_SCANNED = 0.005;
export const COST_REQUEST = 0.01;

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
