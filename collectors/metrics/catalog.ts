import { endpointFamily, loadBalancerFamily, type MetricFamily, serviceFamily } from "#lib/metrics/tables.ts";

/** One statistic of one metric, and the column it fills. */
export interface Statistic {
  metric: string;
  stat: "Sum" | "Average" | "Maximum" | "Minimum";
  column: string;
}

export type Namespace = "AWS/PrivateLinkEndpoints" | "AWS/PrivateLinkServices" | "AWS/NetworkELB";

/** What is asked of CloudWatch for one kind of series. Several statistics of one metric are billed as one metric. */
export interface SeriesKind {
  namespace: Namespace;
  family: MetricFamily;
  statistics: readonly Statistic[];
}

const sum = (metric: string, column: string): Statistic => ({ metric, stat: "Sum", column });

export const endpointKind: SeriesKind = {
  namespace: "AWS/PrivateLinkEndpoints",
  family: endpointFamily,
  statistics: [
    sum("BytesProcessed", "bytes_processed"),
    sum("NewConnections", "new_connections"),
    sum("PacketsDropped", "packets_dropped"),
    sum("RstPacketsReceived", "rst_packets_received"),
    { metric: "ActiveConnections", stat: "Average", column: "active_connections_avg" },
    { metric: "ActiveConnections", stat: "Maximum", column: "active_connections_max" },
    { metric: "ActiveConnections", stat: "Minimum", column: "active_connections_min" },
  ],
};

const serviceStatistics: Statistic[] = [
  sum("BytesProcessed", "bytes_processed"),
  sum("NewConnections", "new_connections"),
  sum("RstPacketsSent", "rst_packets_sent"),
  { metric: "ActiveConnections", stat: "Average", column: "active_connections_avg" },
  { metric: "ActiveConnections", stat: "Maximum", column: "active_connections_max" },
];

export const serviceKind: SeriesKind = {
  namespace: "AWS/PrivateLinkServices",
  family: serviceFamily,
  statistics: [
    ...serviceStatistics,
    { metric: "EndpointsCount", stat: "Average", column: "endpoints_count" },
  ],
};

/** A service in one AZ; EndpointsCount is not split by zone. */
export const serviceZoneKind: SeriesKind = { ...serviceKind, statistics: serviceStatistics };

export const loadBalancerKind: SeriesKind = {
  namespace: "AWS/NetworkELB",
  family: loadBalancerFamily,
  statistics: [
    sum("ProcessedBytes", "processed_bytes"),
    sum("NewFlowCount", "new_flow_count"),
    { metric: "ActiveFlowCount", stat: "Average", column: "active_flow_count_avg" },
    { metric: "ActiveFlowCount", stat: "Maximum", column: "active_flow_count_max" },
    sum("ConsumedLCUs", "consumed_lcus"),
    sum("TCP_Client_Reset_Count", "tcp_client_reset_count"),
    sum("TCP_ELB_Reset_Count", "tcp_elb_reset_count"),
    sum("TCP_Target_Reset_Count", "tcp_target_reset_count"),
    sum("RejectedFlowCount", "rejected_flow_count"),
    sum("PortAllocationErrorCount", "port_allocation_error_count"),
    sum("UnhealthyRoutingFlowCount", "unhealthy_routing_flow_count"),
  ],
};

export const targetGroupKind: SeriesKind = {
  namespace: "AWS/NetworkELB",
  family: loadBalancerFamily,
  statistics: [
    { metric: "HealthyHostCount", stat: "Minimum", column: "healthy_host_count_min" },
    { metric: "UnHealthyHostCount", stat: "Maximum", column: "unhealthy_host_count_max" },
  ],
};

/** Metrics that a request for one series is billed for. */
export function metricsBilled(kind: SeriesKind): number {
  return new Set(kind.statistics.map(({ metric }) => metric)).size;
}

/** Dollars of GetMetricData for so many metrics: $0.01 per 1,000 requested (AWS price list, us-east-1, 2026). */
export function metricsCostUsd(metrics: number): number {
  return (metrics * 0.01) / 1000;
}
