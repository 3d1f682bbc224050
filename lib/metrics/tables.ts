import type { Resolution } from "./schema.ts";

/** How a value of several buckets becomes the value of the bucket that holds them. */
type Rollup = "sum" | "avg" | "max" | "min";

export interface MetricColumn {
  column: string;
  type: "bigint" | "double precision";
  rollup: Rollup;
  /** For averages: the column with the minutes that the average is over, by which it weighs. */
  minutes?: string;
}

/** Four tables of the same shape hold one family of series, one per bucket width. */
export interface MetricFamily {
  /** Table name without its resolution. */
  base: string;
  /** Key columns after `account_id`, before `ts`. */
  key: readonly string[];
  /** Columns that go with the key but are no part of it. */
  labels: readonly string[];
  values: readonly MetricColumn[];
}

const total = (column: string): MetricColumn => ({ column, type: "bigint", rollup: "sum" });
const level = (column: string, rollup: Rollup, minutes?: string): MetricColumn => ({
  column,
  type: "double precision",
  rollup,
  ...(minutes && { minutes }),
});

export const endpointFamily: MetricFamily = {
  base: "vpc_endpoint_metric",
  key: ["vpc_endpoint_id", "subnet_id"],
  labels: ["az_id"],
  values: [
    total("bytes_processed"),
    total("new_connections"),
    total("packets_dropped"),
    total("rst_packets_received"),
    level("active_connections_avg", "avg", "active_connections_minutes"),
    level("active_connections_max", "max"),
    level("active_connections_min", "min"),
  ],
};

export const serviceFamily: MetricFamily = {
  base: "vpc_endpoint_service_metric",
  key: ["service_id", "az_id", "load_balancer_arn", "vpc_endpoint_id"],
  labels: [],
  values: [
    total("bytes_processed"),
    total("new_connections"),
    total("rst_packets_sent"),
    level("active_connections_avg", "avg", "active_connections_minutes"),
    level("active_connections_max", "max"),
    level("endpoints_count", "avg", "endpoints_count_minutes"),
  ],
};

export const loadBalancerFamily: MetricFamily = {
  base: "load_balancer_metric",
  key: ["load_balancer", "az_id", "target_group"],
  labels: [],
  values: [
    total("processed_bytes"),
    total("new_flow_count"),
    level("active_flow_count_avg", "avg", "active_flow_minutes"),
    level("active_flow_count_max", "max"),
    level("consumed_lcus", "sum"),
    total("tcp_client_reset_count"),
    total("tcp_elb_reset_count"),
    total("tcp_target_reset_count"),
    total("rejected_flow_count"),
    total("port_allocation_error_count"),
    total("unhealthy_routing_flow_count"),
    level("healthy_host_count_min", "min"),
    level("unhealthy_host_count_max", "max"),
  ],
};

export const metricFamilies = [endpointFamily, serviceFamily, loadBalancerFamily] as const;

export function tableOf(family: MetricFamily, resolution: Resolution): string {
  return `${family.base}_${resolution}`;
}
