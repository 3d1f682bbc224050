import { type LoadedList, loadList, type SearchParams } from "../api/list/loaders.ts";
import { type ListOption, listOptions } from "../api/list/options.ts";
import { type Connection, connectionList } from "./connectionList.ts";
import { loadBalancerList } from "./loadBalancerList.ts";
import type { LoadBalancer } from "./loadBalancerSchema.ts";
import { type Service, serviceList } from "./serviceList.ts";
import { serviceTitles } from "./serviceTitles.ts";

/** A list of inventory as its page shows it, with the values that its filters offer. */
export interface InventoryPage<Item, Field extends string> {
  list: LoadedList<Item>;
  options: Record<Field, ListOption[]>;
}

export type ConnectionsPage = InventoryPage<
  Connection,
  "vpcEndpointState" | "serviceId" | "accountId" | "vpcEndpointOwner" | "region"
> & {
  /** What the services of the rows are called, by service name. */
  titles: Map<string, string>;
};

export type ServicesPage = InventoryPage<
  Service,
  "serviceState" | "serviceTypes" | "accountId" | "region" | "owner" | "environment"
>;

export type LoadBalancersPage = InventoryPage<
  LoadBalancer,
  "type" | "state" | "scheme" | "accountId" | "region" | "owner"
>;

/** What `/connections` shows: the newest first. */
export async function loadConnections(asked: SearchParams): Promise<ConnectionsPage> {
  const [list, options] = await Promise.all([
    loadList(connectionList, asked, { sort: "-creationTimestamp" }),
    listOptions(connectionList, {
      vpcEndpointState: null,
      serviceId: "serviceName",
      accountId: "accountName",
      vpcEndpointOwner: "vpcEndpointOwnerName",
      region: null,
    }),
  ]);
  const names = [...list.page.items, ...options.serviceId.map(({ label }) => ({ serviceName: label }))];
  const titles = await serviceTitles(names.flatMap(({ serviceName }) => serviceName ?? []));
  const named = options.serviceId.map(({ value, label }) => {
    const title = titles.get(label);
    return { value, label: title ? `${title} (${value})` : value };
  });
  return { list, options: { ...options, serviceId: named }, titles };
}

/** What `/services` shows: what most connect to first. */
export async function loadServices(asked: SearchParams): Promise<ServicesPage> {
  const [list, options] = await Promise.all([
    loadList(serviceList, asked, { sort: "-connections" }),
    listOptions(serviceList, {
      serviceState: null,
      serviceTypes: null,
      accountId: "accountName",
      region: null,
      owner: null,
      environment: null,
    }),
  ]);
  return { list, options };
}

/** What `/load-balancers` shows: what has most targets that are not healthy first. */
export async function loadLoadBalancers(asked: SearchParams): Promise<LoadBalancersPage> {
  const [list, options] = await Promise.all([
    loadList(loadBalancerList, asked, { sort: "-unhealthyTargets" }),
    listOptions(loadBalancerList, {
      type: null,
      state: null,
      scheme: null,
      accountId: "accountName",
      region: null,
      owner: null,
    }),
  ]);
  return { list, options };
}
