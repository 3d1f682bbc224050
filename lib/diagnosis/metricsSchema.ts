/**
 * Metrics of one resource. `recent` ends at the watermark (`asOf` of its piece), never at the wall clock, and may be in
 * any order: buckets without a datapoint are absent, which for a bucket before the watermark means silence (AWS publishes
 * only where there was traffic), not zero loss of data. A count that was not asked for is null.
 */
export interface MetricSeries<Point, Sums> {
  /** Start of the recent window; it ends at the watermark. An hour unless said otherwise. */
  from: Date;
  to: Date;
  recent: Point[];
  /** What is usual: sums over the 14 days before `from`, as far as they were collected. Null: too little is known. */
  baseline: (Sums & Baseline) | null;
}

interface Baseline {
  from: Date;
  to: Date;
  /** How much of from…to was collected. */
  coveredSeconds: number;
}

/** A bucket of the endpoint as a whole (`subnetId` '' and `azId` null) or of one subnet. */
export interface EndpointPoint {
  ts: Date;
  /** 60 or 300. */
  periodSeconds: number;
  subnetId: string;
  azId: string | null;
  bytesProcessed: number | null;
  newConnections: number | null;
  packetsDropped: number | null;
  rstPacketsReceived: number | null;
  activeConnectionsMax: number | null;
}
export interface EndpointSums {
  bytesProcessed: number | null;
  newConnections: number | null;
  packetsDropped: number | null;
  rstPacketsReceived: number | null;
}
export type EndpointMetrics = MetricSeries<EndpointPoint, EndpointSums>;

/** A bucket of the service as a whole (`azId` null) or of one zone. */
export interface ServicePoint {
  ts: Date;
  periodSeconds: number;
  azId: string | null;
  bytesProcessed: number | null;
  newConnections: number | null;
  rstPacketsSent: number | null;
  activeConnectionsMax: number | null;
}
export interface ServiceSums {
  bytesProcessed: number | null;
  newConnections: number | null;
  rstPacketsSent: number | null;
}
export type ServiceMetrics = MetricSeries<ServicePoint, ServiceSums>;

/** A bucket of a load balancer: as a whole (`azId` null, `targetGroup` ''), of one zone, or of one target group. */
export interface LoadBalancerPoint {
  ts: Date;
  periodSeconds: number;
  azId: string | null;
  targetGroup: string;
  processedBytes: number | null;
  newFlowCount: number | null;
  activeFlowCountMax: number | null;
  tcpClientResetCount: number | null;
  tcpElbResetCount: number | null;
  tcpTargetResetCount: number | null;
  rejectedFlowCount: number | null;
  portAllocationErrorCount: number | null;
  unhealthyRoutingFlowCount: number | null;
  healthyHostCountMin: number | null;
  unhealthyHostCountMax: number | null;
}
export interface LoadBalancerSums {
  newFlowCount: number | null;
  tcpClientResetCount: number | null;
  tcpElbResetCount: number | null;
  tcpTargetResetCount: number | null;
}
export interface LoadBalancerMetrics extends MetricSeries<LoadBalancerPoint, LoadBalancerSums> {
  loadBalancerArn: string;
}
