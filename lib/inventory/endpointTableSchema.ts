import type { ListPage } from "../api/list/page.ts";
import type { Endpoint } from "./schema.ts";

/** The fields of an endpoint that columns of the table show: the others would be a seventh of its rows' weight. */
export const shownFields = [
  ...(["vpcEndpointId", "accountId", "accountName", "region", "vpcId", "vpcEndpointType"] as const),
  ...(["serviceName", "serviceRegion", "state", "privateDnsEnabled", "subnetIds", "azIds"] as const),
  ...(["securityGroupIds", "ipAddressType", "creationTimestamp", "requesterManaged", "tags"] as const),
  ...(["owner", "environment", "application", "firstSeen", "lastSeen", "goneAt", "stale"] as const),
  ...(["bytes30d", "lastTrafficAt"] as const),
] satisfies (keyof Endpoint)[];

/** A row of the endpoints table: what it shows of the endpoint, and its traffic by day. */
export interface EndpointRow extends Pick<Endpoint, (typeof shownFields)[number]> {
  /** What the provider calls the service, where it is one of ours. */
  serviceTitle: string | null;
  /** Bytes per day from `bytesDailyFrom` on; null is a day that was not collected. */
  bytesDaily: (number | null)[];
  bytesDailyFrom: string | null;
  /** Since when `bytes30d` was measured; null means that traffic never was. */
  measuredFrom: string | null;
}

/** A page of rows. `total` is null on pages after the first. */
export type EndpointRowPage = Omit<ListPage<EndpointRow>, "total"> & { total: number | null };

/** Fields of which the table offers the values with their counts. */
export const facetFields = [
  "accountId",
  "region",
  "vpcEndpointType",
  "state",
  "serviceName",
  "owner",
  "environment",
  "application",
  "azIds",
  "stale",
] as const;
export type FacetField = (typeof facetFields)[number];

/** One value of a field. An empty value stands for rows that have none. */
export interface FacetValue {
  value: string;
  /** Another name for the value, an account's for example. */
  name: string | null;
  count: number;
}

/**
 * The values of each field with the number of rows that choosing it would show: under all the other filters, without
 * the field's own, because values of one field are alternatives. The most frequent first, at most `facetValueLimit`.
 */
export type EndpointFacets = Record<FacetField, FacetValue[]>;
export const facetValueLimit = 1000;
