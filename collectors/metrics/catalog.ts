import { endpointFamily, loadBalancerFamily, type MetricFamily, serviceFamily } from "#lib/metrics/tables.ts";

/** One statistic of one metric, and the column it fills. */
export interface Statistic {
  metric: string;
  stat: "Sum" | "Average" | "Maximum" | "Minimum";
  column: string;
}

export type Namespace =
  | "AWS/PrivateLinkEndpoints"
  | "AWS/PrivateLinkServices"
  | "AWS/NetworkELB"
  | "AWS/NATGateway";

/** What is asked of CloudWatch for one kind of series. Several statistics of one metric are billed as one metric. */
export interface SeriesKind {
  namespace: Namespace;
  /** The tables it is kept in; null for what is kept as a summary alone. */
  family: MetricFamily | null;
  statistics: readonly Statistic[];
}

const sum = (metric: string, column: string): Statistic => ({ metric, stat: "Sum", column });

const endpointStatistics: Statistic[] = [
  sum("BytesProcessed", "bytes_processed"),
  sum("NewConnections", "new_connections"),
  sum("PacketsDropped", "packets_dropped"),
  sum("RstPacketsReceived", "rst_packets_received"),
  { metric: "ActiveConnections", stat: "Average", column: "active_connections_avg" },
  { metric: "ActiveConnections", stat: "Maximum", column: "active_connections_max" },
  { metric: "ActiveConnections", stat: "Minimum", column: "active_connections_min" },
];

const serviceZoneStatistics: Statistic[] = [
  sum("BytesProcessed", "bytes_processed"),
  sum("NewConnections", "new_connections"),
  sum("RstPacketsSent", "rst_packets_sent"),
  { metric: "ActiveConnections", stat: "Average", column: "active_connections_avg" },
  { metric: "ActiveConnections", stat: "Maximum", column: "active_connections_max" },
];
/** EndpointsCount is not split by zone. */
const serviceStatistics: Statistic[] = [
  ...serviceZoneStatistics,
  { metric: "EndpointsCount", stat: "Average", column: "endpoints_count" },
];

const loadBalancerStatistics: Statistic[] = [
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
];

/** The first metric, which shows whether anything flows, and all others: they are asked for apart. */
interface SplitKind {
  traffic: SeriesKind;
  detail: SeriesKind;
}

function split(namespace: Namespace, family: MetricFamily, statistics: readonly Statistic[]): SplitKind {
  const isFirst = ({ metric }: Statistic) => metric === statistics[0]?.metric;
  return {
    traffic: { namespace, family, statistics: statistics.filter(isFirst) },
    detail: { namespace, family, statistics: statistics.filter((one) => !isFirst(one)) },
  };
}

export const endpointKinds = split("AWS/PrivateLinkEndpoints", endpointFamily, endpointStatistics);
export const serviceKinds = split("AWS/PrivateLinkServices", serviceFamily, serviceStatistics);
export const serviceZoneKinds = split("AWS/PrivateLinkServices", serviceFamily, serviceZoneStatistics);
export const loadBalancerKinds = split("AWS/NetworkELB", loadBalancerFamily, loadBalancerStatistics);

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

/** What leaves a NAT gateway for the internet and for AWS's public addresses. */
export const natGatewayKind: SeriesKind = {
  namespace: "AWS/NATGateway",
  family: null,
  statistics: [sum("BytesOutToDestination", "bytes_out_to_destination")],
};
