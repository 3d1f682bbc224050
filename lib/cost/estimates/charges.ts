import type { PriceProduct } from "../prices/schema.ts";

/** One kind of charge for endpoints: the price it follows, and the usage type it has on the bill, without a prefix. */
export interface Charge {
  charge: string;
  product: PriceProduct;
  /** Counted in gigabytes; in hours otherwise. */
  inGigabytes?: true;
  /** The bill has things of another price under it too: what a unit costs is told by what was counted. */
  mixed?: true;
}

interface EndpointCharges {
  hours: Charge;
  data: Charge;
}

const interfaceData: Charge = {
  charge: "VpcEndpoint-Bytes",
  product: "vpce-interface-gb",
  inGigabytes: true,
};

// The bill has usage types of their own for the hours of every type, and for the data of one of them only.
const byType: Record<string, EndpointCharges> = {
  interface: { hours: { charge: "VpcEndpoint-Hours", product: "vpce-interface-hour" }, data: interfaceData },
  gatewayloadbalancer: {
    hours: { charge: "VpcEndpoint-GWLBE-Hours", product: "vpce-gwlb-hour" },
    data: { charge: "VpcEndpoint-GWLBE-Bytes", product: "vpce-gwlb-gb", inGigabytes: true },
  },
  resource: {
    hours: { charge: "VpcEndpoint-Resource-Hours", product: "vpce-resource-hour" },
    data: interfaceData,
  },
  servicenetwork: {
    hours: { charge: "VpcEndpoint-Service-Hours", product: "vpce-service-network-hour" },
    data: interfaceData,
  },
};

/** What an endpoint is charged under; undefined for gateway endpoints, which are free. */
export function chargesOf(vpcEndpointType: string): EndpointCharges | undefined {
  return byType[vpcEndpointType.toLowerCase()];
}

interface BalancerCharges {
  hours: Charge;
  units: Charge;
}

// One usage type for load balancers of every kind, each at a price of its own.
const byBalancer: Record<string, BalancerCharges> = {
  network: {
    hours: { charge: "LoadBalancerUsage", product: "nlb-hour", mixed: true },
    units: { charge: "LCUUsage", product: "nlb-lcu-hour", mixed: true },
  },
  gateway: {
    hours: { charge: "LoadBalancerUsage", product: "gwlb-hour", mixed: true },
    units: { charge: "LCUUsage", product: "gwlb-lcu-hour", mixed: true },
  },
};

/** What a load balancer is charged under; undefined for those of no endpoint service. */
export function chargesOfBalancer(type: string | null): BalancerCharges | undefined {
  return byBalancer[(type ?? "").toLowerCase()];
}

/** Data from a load balancer's zone to a target of another; AWS charges each byte on leaving and on arriving. */
export const betweenZones: Charge = {
  charge: "DataTransfer-Regional-Bytes",
  product: "inter-az-gb",
  inGigabytes: true,
};

const named = new Map(
  [
    ...Object.values(byType).flatMap(({ hours, data }) => [hours, data]),
    ...Object.values(byBalancer)
      .toReversed()
      .flatMap(({ hours, units }) => [hours, units]),
  ].map((charge) => [charge.charge, charge]),
);

/** A charge by the name that the bill has for it. */
export const chargeNamed = (charge: string): Charge | undefined => named.get(charge);
