import { csvRoute } from "#lib/api/lists.ts";
import { loadBalancerList } from "#lib/inventory/loadBalancerList.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = csvRoute(loadBalancerList);
