/** One endpoint as far as it matters for what it costs and what could stand in its place. */
export interface WhatIfEndpoint {
  vpcEndpointId: string;
  accountId: string;
  region: string;
  vpcId: string | null;
  vpcEndpointType: string;
  serviceName: string;
  serviceRegion: string | null;
  state: string | null;
  goneAt: Date | null;
  azIds: string[];
  /** Zones that are charged for; subnets nobody has looked at are one each. */
  azCount: number;
  /** Of the last 30 days; null where nobody measured all of them. */
  bytes30d: number | null;
  /** The same by AZ ID, as far as it is known. */
  bytesByAz30d: Record<string, number>;
  /** What its data costs a month, as the estimate has it: tells the tier that its region has reached. */
  monthlyDataUsd: number | null;
  /** NAT gateways its VPC's working default routes lead to; null where no route table is known. */
  natGatewayIds: string[] | null;
  /** Gateway endpoints of the same service in the same VPC. */
  gatewayEndpointIds: string[];
}

/** Interface endpoints of a region to one service, in several VPCs. */
export interface SharedEndpoints {
  /** That has most of them. */
  accountId: string;
  region: string;
  serviceName: string;
  vpcEndpointIds: string[];
  endpoints: number;
  vpcs: number;
  accounts: number;
  /** Zones of all of them, and of the one that is in most. */
  zones: number;
  mostZones: number;
  /** Null where one of them was not measured. */
  bytes30d: number | null;
  unmeasured: number;
  monthlyDataUsd: number | null;
  /** VPCs whose routes lead to a transit gateway, and those of which routes are known at all. */
  vpcsWithTransit: number;
  vpcsWithRoutes: number;
}
