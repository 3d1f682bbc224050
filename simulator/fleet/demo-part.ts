import type { EndpointSpec, FleetPlan } from "./types.ts";

/** A piece of the demo company, for tests that want its variety and not its size. */
export interface DemoPart {
  /** By name. */
  accounts: string[];
  /** So many, from the first on. */
  regions: number;
  /** Endpoints of one type in one account and region at most. */
  endpoints: number;
}

/** The plan without what lies outside the part; services of other companies stay, for endpoints connect to them. */
export function partOf(plan: FleetPlan, part: DemoPart | undefined): FleetPlan {
  if (!part) return plan;
  const regions = plan.regions.slice(0, part.regions);
  const accounts = plan.accounts.filter(({ name }) => part.accounts.includes(name));
  const ids = new Set(accounts.map(({ id }) => id));
  const here = (one: { accountId: string; region: string }) =>
    ids.has(one.accountId) && regions.includes(one.region);
  const foreign = new Set(plan.accounts.map(({ id }) => id).filter((id) => !ids.has(id)));
  const counts = new Map<string, number>();
  const wanted = ({ accountId, region, type }: EndpointSpec) => {
    const key = `${accountId}/${region}/${type}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count <= part.endpoints;
  };
  return {
    ...plan,
    regions,
    accounts,
    vpcs: plan.vpcs.filter(here),
    endpoints: plan.endpoints.filter((endpoint) => here(endpoint) && wanted(endpoint)),
    services: plan.services.filter((one) => regions.includes(one.region) && !foreign.has(one.accountId)),
    loadBalancers: plan.loadBalancers.filter(here),
  };
}
