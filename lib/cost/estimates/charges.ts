import type { PriceProduct } from "../prices/schema.ts";

/** One kind of charge for endpoints: the price it follows, and the usage type it has on the bill, without a prefix. */
export interface Charge {
  charge: string;
  product: PriceProduct;
  /** Counted in gigabytes; in hours otherwise. */
  inGigabytes?: true;
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

const balancerCharges: readonly Charge[] = [
  { charge: "LoadBalancerUsage", product: "nlb-hour" },
  { charge: "LCUUsage", product: "nlb-lcu-hour" },
];

const named = new Map(
  [...Object.values(byType).flatMap(({ hours, data }) => [hours, data]), ...balancerCharges].map((charge) => [
    charge.charge,
    charge,
  ]),
);

/** A charge by the name that the bill has for it. */
export const chargeNamed = (charge: string): Charge | undefined => named.get(charge);
