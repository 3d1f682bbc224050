import type { Routed } from "../dispatch.ts";

/** EC2 takes no smaller MaxResults. */
const LEAST_OF_EC2 = 5;
/** Datapoints of GetMetricData that stand for one entry of a listing. */
const DATAPOINTS_PER_ENTRY = 1000;
const TOKENS = ["NextToken", "nextToken", "NextPageToken", "Marker"];

/** Cuts the pages of a listing down to `entries`, as a server may that has a bad day. */
export function shortenPages({ service, action, params, input, json }: Routed, entries: number): void {
  const atMost = (value: unknown, most: number) => Math.min(Number(value ?? most), most);
  if (!json) {
    const name = service === "elasticloadbalancing" ? "PageSize" : "MaxResults";
    const most = service === "ec2" ? Math.max(entries, LEAST_OF_EC2) : entries;
    params.set(name, String(atMost(params.get(name), most)));
  } else if (action === "GetMetricData") {
    input.MaxDatapoints = atMost(input.MaxDatapoints, entries * DATAPOINTS_PER_ENTRY);
  } else if (service === "logs") {
    input.limit = atMost(input.limit, entries);
  } else {
    input.MaxResults = atMost(input.MaxResults, entries);
  }
}

/** Makes the token of a call one that the server does not know any more; each service then words it in its way. */
export function expireToken({ params, input, json }: Routed): void {
  for (const name of TOKENS) {
    if (json && input[name] !== undefined) input[name] = "expired";
    if (!json && params.get(name) !== undefined) params.set(name, "expired");
  }
}
