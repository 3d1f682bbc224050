import type { Diagnosis } from "../../diagnosis/diagnosisSchema.ts";
import type { ResourceChange } from "../changeSchema.ts";
import type { Connection } from "../connectionList.ts";
import type { Endpoint } from "../schema.ts";
import type { Service } from "../serviceList.ts";

/** Targets behind a service in one zone, by the state that ELB reports; `azId` null where no zone is told. */
export interface ZoneTargets {
  azId: string | null;
  healthy: number;
  unhealthy: number;
  /** Neither: unused, draining, initial, unavailable. */
  other: number;
}

/** A zone of a connection, from both sides. Null: that side is not ours, or does not tell. */
export interface ConnectionZone {
  azId: string;
  interfaces: { networkInterfaceId: string; address: string | null; status: string | null }[] | null;
  served: boolean | null;
  targets: ZoneTargets | null;
}

/** What one side says of the connection, and when it was last asked. */
export interface SideState {
  state: string | null;
  asOf: string | null;
  stale: boolean;
}

/** What the page of one connection shows. One side at least is ours. */
export interface ConnectionPage {
  vpcEndpointId: string;
  serviceId: string;
  serviceName: string | null;
  serviceTitle: string | null;
  /** Null: the consumer is not ours. */
  consumer: Endpoint | null;
  consumerAsOf: string | null;
  /** Null: the provider is not ours. */
  provider: Service | null;
  /** As the provider lists it; null where the provider is not ours, or does not list it. */
  connection: Connection | null;
  connectionAsOf: string | null;
  zones: ConnectionZone[];
  /** Of the connection, the endpoint, and of what the provider's side stands on; newest first. */
  changes: ResourceChange[];
  diagnosis: Diagnosis | null;
}
