import type { Problem } from "../api/problem.ts";
import type { Diagnosis } from "../diagnosis/diagnosisSchema.ts";
import type { EndpointMetrics } from "../metrics/schema.ts";
import type { EndpointProbes } from "../probes/schema.ts";
import type { EndpointEvidence } from "./endpointEvidence.ts";
import type { EndpointDetail } from "./schema.ts";

/** A load balancer behind a service. */
export interface OtherSideLoadBalancer {
  loadBalancerArn: string;
  loadBalancerName: string;
  type: string | null;
  state: string | null;
  crossZoneEnabled: boolean | null;
  azIds: string[];
  /** False: the service names it, but no run has seen it. */
  collected: boolean;
}

/** The service that an endpoint leads to, as its provider's account lists it. */
export interface OtherSide {
  accountId: string;
  accountName: string | null;
  region: string;
  serviceId: string;
  serviceName: string;
  serviceState: string | null;
  owner: string | null;
  acceptanceRequired: boolean | null;
  privateDnsName: string | null;
  privateDnsNameState: string | null;
  azIds: string[];
  gone: boolean;
  /** The connection's state at the provider's; null where the provider lists none. */
  connectionState: string | null;
  connectedSince: string | null;
  loadBalancers: OtherSideLoadBalancer[];
}

/** What the page of one endpoint shows. */
export interface EndpointPage {
  endpoint: EndpointDetail;
  /** What the provider calls the service, where it is one of ours. */
  serviceTitle: string | null;
  /** Null: the service is not one of ours. */
  otherSide: OtherSide | null;
  /** Null with `metricsProblem` when the range asked for is not possible. */
  metrics: EndpointMetrics | null;
  metricsProblem: Problem | null;
  probes: EndpointProbes;
  diagnosis: Diagnosis;
  evidence: EndpointEvidence;
}
