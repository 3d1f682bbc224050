-- Traffic and load in buckets of 1 minute, 5 minutes, 1 hour and 1 day, natively partitioned by time.

CREATE TABLE "vpc_endpoint_metric_1m" (
    "account_id" TEXT NOT NULL,
    "vpc_endpoint_id" TEXT NOT NULL,
    "subnet_id" TEXT NOT NULL DEFAULT '',
    "ts" TIMESTAMPTZ(3) NOT NULL,
    "az_id" TEXT,
    "bytes_processed" BIGINT,
    "new_connections" BIGINT,
    "packets_dropped" BIGINT,
    "rst_packets_received" BIGINT,
    "active_connections_avg" DOUBLE PRECISION,
    "active_connections_max" DOUBLE PRECISION,
    "active_connections_min" DOUBLE PRECISION,

    CONSTRAINT "vpc_endpoint_metric_1m_pkey" PRIMARY KEY ("account_id","vpc_endpoint_id","subnet_id","ts")
) PARTITION BY RANGE ("ts");

CREATE TABLE "vpc_endpoint_metric_5m" (
    "account_id" TEXT NOT NULL,
    "vpc_endpoint_id" TEXT NOT NULL,
    "subnet_id" TEXT NOT NULL DEFAULT '',
    "ts" TIMESTAMPTZ(3) NOT NULL,
    "az_id" TEXT,
    "bytes_processed" BIGINT,
    "new_connections" BIGINT,
    "packets_dropped" BIGINT,
    "rst_packets_received" BIGINT,
    "active_connections_avg" DOUBLE PRECISION,
    "active_connections_max" DOUBLE PRECISION,
    "active_connections_min" DOUBLE PRECISION,

    CONSTRAINT "vpc_endpoint_metric_5m_pkey" PRIMARY KEY ("account_id","vpc_endpoint_id","subnet_id","ts")
) PARTITION BY RANGE ("ts");

CREATE TABLE "vpc_endpoint_metric_1h" (
    "account_id" TEXT NOT NULL,
    "vpc_endpoint_id" TEXT NOT NULL,
    "subnet_id" TEXT NOT NULL DEFAULT '',
    "ts" TIMESTAMPTZ(3) NOT NULL,
    "az_id" TEXT,
    "bytes_processed" BIGINT,
    "new_connections" BIGINT,
    "packets_dropped" BIGINT,
    "rst_packets_received" BIGINT,
    "active_connections_avg" DOUBLE PRECISION,
    "active_connections_max" DOUBLE PRECISION,
    "active_connections_min" DOUBLE PRECISION,

    CONSTRAINT "vpc_endpoint_metric_1h_pkey" PRIMARY KEY ("account_id","vpc_endpoint_id","subnet_id","ts")
) PARTITION BY RANGE ("ts");

CREATE TABLE "vpc_endpoint_metric_1d" (
    "account_id" TEXT NOT NULL,
    "vpc_endpoint_id" TEXT NOT NULL,
    "subnet_id" TEXT NOT NULL DEFAULT '',
    "ts" TIMESTAMPTZ(3) NOT NULL,
    "az_id" TEXT,
    "bytes_processed" BIGINT,
    "new_connections" BIGINT,
    "packets_dropped" BIGINT,
    "rst_packets_received" BIGINT,
    "active_connections_avg" DOUBLE PRECISION,
    "active_connections_max" DOUBLE PRECISION,
    "active_connections_min" DOUBLE PRECISION,

    CONSTRAINT "vpc_endpoint_metric_1d_pkey" PRIMARY KEY ("account_id","vpc_endpoint_id","subnet_id","ts")
) PARTITION BY RANGE ("ts");

CREATE TABLE "vpc_endpoint_service_metric_1m" (
    "account_id" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "az_id" TEXT NOT NULL DEFAULT '',
    "load_balancer_arn" TEXT NOT NULL DEFAULT '',
    "vpc_endpoint_id" TEXT NOT NULL DEFAULT '',
    "ts" TIMESTAMPTZ(3) NOT NULL,
    "bytes_processed" BIGINT,
    "new_connections" BIGINT,
    "rst_packets_sent" BIGINT,
    "active_connections_avg" DOUBLE PRECISION,
    "active_connections_max" DOUBLE PRECISION,
    "endpoints_count" DOUBLE PRECISION,

    CONSTRAINT "vpc_endpoint_service_metric_1m_pkey" PRIMARY KEY ("account_id","service_id","az_id","load_balancer_arn","vpc_endpoint_id","ts")
) PARTITION BY RANGE ("ts");

CREATE TABLE "vpc_endpoint_service_metric_5m" (
    "account_id" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "az_id" TEXT NOT NULL DEFAULT '',
    "load_balancer_arn" TEXT NOT NULL DEFAULT '',
    "vpc_endpoint_id" TEXT NOT NULL DEFAULT '',
    "ts" TIMESTAMPTZ(3) NOT NULL,
    "bytes_processed" BIGINT,
    "new_connections" BIGINT,
    "rst_packets_sent" BIGINT,
    "active_connections_avg" DOUBLE PRECISION,
    "active_connections_max" DOUBLE PRECISION,
    "endpoints_count" DOUBLE PRECISION,

    CONSTRAINT "vpc_endpoint_service_metric_5m_pkey" PRIMARY KEY ("account_id","service_id","az_id","load_balancer_arn","vpc_endpoint_id","ts")
) PARTITION BY RANGE ("ts");

CREATE TABLE "vpc_endpoint_service_metric_1h" (
    "account_id" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "az_id" TEXT NOT NULL DEFAULT '',
    "load_balancer_arn" TEXT NOT NULL DEFAULT '',
    "vpc_endpoint_id" TEXT NOT NULL DEFAULT '',
    "ts" TIMESTAMPTZ(3) NOT NULL,
    "bytes_processed" BIGINT,
    "new_connections" BIGINT,
    "rst_packets_sent" BIGINT,
    "active_connections_avg" DOUBLE PRECISION,
    "active_connections_max" DOUBLE PRECISION,
    "endpoints_count" DOUBLE PRECISION,

    CONSTRAINT "vpc_endpoint_service_metric_1h_pkey" PRIMARY KEY ("account_id","service_id","az_id","load_balancer_arn","vpc_endpoint_id","ts")
) PARTITION BY RANGE ("ts");

CREATE TABLE "vpc_endpoint_service_metric_1d" (
    "account_id" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "az_id" TEXT NOT NULL DEFAULT '',
    "load_balancer_arn" TEXT NOT NULL DEFAULT '',
    "vpc_endpoint_id" TEXT NOT NULL DEFAULT '',
    "ts" TIMESTAMPTZ(3) NOT NULL,
    "bytes_processed" BIGINT,
    "new_connections" BIGINT,
    "rst_packets_sent" BIGINT,
    "active_connections_avg" DOUBLE PRECISION,
    "active_connections_max" DOUBLE PRECISION,
    "endpoints_count" DOUBLE PRECISION,

    CONSTRAINT "vpc_endpoint_service_metric_1d_pkey" PRIMARY KEY ("account_id","service_id","az_id","load_balancer_arn","vpc_endpoint_id","ts")
) PARTITION BY RANGE ("ts");

CREATE TABLE "load_balancer_metric_1m" (
    "account_id" TEXT NOT NULL,
    "load_balancer" TEXT NOT NULL,
    "az_id" TEXT NOT NULL DEFAULT '',
    "target_group" TEXT NOT NULL DEFAULT '',
    "ts" TIMESTAMPTZ(3) NOT NULL,
    "processed_bytes" BIGINT,
    "new_flow_count" BIGINT,
    "active_flow_count_avg" DOUBLE PRECISION,
    "active_flow_count_max" DOUBLE PRECISION,
    "consumed_lcus" DOUBLE PRECISION,
    "tcp_client_reset_count" BIGINT,
    "tcp_elb_reset_count" BIGINT,
    "tcp_target_reset_count" BIGINT,
    "rejected_flow_count" BIGINT,
    "port_allocation_error_count" BIGINT,
    "unhealthy_routing_flow_count" BIGINT,
    "healthy_host_count_min" DOUBLE PRECISION,
    "unhealthy_host_count_max" DOUBLE PRECISION,

    CONSTRAINT "load_balancer_metric_1m_pkey" PRIMARY KEY ("account_id","load_balancer","az_id","target_group","ts")
) PARTITION BY RANGE ("ts");

CREATE TABLE "load_balancer_metric_5m" (
    "account_id" TEXT NOT NULL,
    "load_balancer" TEXT NOT NULL,
    "az_id" TEXT NOT NULL DEFAULT '',
    "target_group" TEXT NOT NULL DEFAULT '',
    "ts" TIMESTAMPTZ(3) NOT NULL,
    "processed_bytes" BIGINT,
    "new_flow_count" BIGINT,
    "active_flow_count_avg" DOUBLE PRECISION,
    "active_flow_count_max" DOUBLE PRECISION,
    "consumed_lcus" DOUBLE PRECISION,
    "tcp_client_reset_count" BIGINT,
    "tcp_elb_reset_count" BIGINT,
    "tcp_target_reset_count" BIGINT,
    "rejected_flow_count" BIGINT,
    "port_allocation_error_count" BIGINT,
    "unhealthy_routing_flow_count" BIGINT,
    "healthy_host_count_min" DOUBLE PRECISION,
    "unhealthy_host_count_max" DOUBLE PRECISION,

    CONSTRAINT "load_balancer_metric_5m_pkey" PRIMARY KEY ("account_id","load_balancer","az_id","target_group","ts")
) PARTITION BY RANGE ("ts");

CREATE TABLE "load_balancer_metric_1h" (
    "account_id" TEXT NOT NULL,
    "load_balancer" TEXT NOT NULL,
    "az_id" TEXT NOT NULL DEFAULT '',
    "target_group" TEXT NOT NULL DEFAULT '',
    "ts" TIMESTAMPTZ(3) NOT NULL,
    "processed_bytes" BIGINT,
    "new_flow_count" BIGINT,
    "active_flow_count_avg" DOUBLE PRECISION,
    "active_flow_count_max" DOUBLE PRECISION,
    "consumed_lcus" DOUBLE PRECISION,
    "tcp_client_reset_count" BIGINT,
    "tcp_elb_reset_count" BIGINT,
    "tcp_target_reset_count" BIGINT,
    "rejected_flow_count" BIGINT,
    "port_allocation_error_count" BIGINT,
    "unhealthy_routing_flow_count" BIGINT,
    "healthy_host_count_min" DOUBLE PRECISION,
    "unhealthy_host_count_max" DOUBLE PRECISION,

    CONSTRAINT "load_balancer_metric_1h_pkey" PRIMARY KEY ("account_id","load_balancer","az_id","target_group","ts")
) PARTITION BY RANGE ("ts");

CREATE TABLE "load_balancer_metric_1d" (
    "account_id" TEXT NOT NULL,
    "load_balancer" TEXT NOT NULL,
    "az_id" TEXT NOT NULL DEFAULT '',
    "target_group" TEXT NOT NULL DEFAULT '',
    "ts" TIMESTAMPTZ(3) NOT NULL,
    "processed_bytes" BIGINT,
    "new_flow_count" BIGINT,
    "active_flow_count_avg" DOUBLE PRECISION,
    "active_flow_count_max" DOUBLE PRECISION,
    "consumed_lcus" DOUBLE PRECISION,
    "tcp_client_reset_count" BIGINT,
    "tcp_elb_reset_count" BIGINT,
    "tcp_target_reset_count" BIGINT,
    "rejected_flow_count" BIGINT,
    "port_allocation_error_count" BIGINT,
    "unhealthy_routing_flow_count" BIGINT,
    "healthy_host_count_min" DOUBLE PRECISION,
    "unhealthy_host_count_max" DOUBLE PRECISION,

    CONSTRAINT "load_balancer_metric_1d_pkey" PRIMARY KEY ("account_id","load_balancer","az_id","target_group","ts")
) PARTITION BY RANGE ("ts");

CREATE TABLE "metric_watermark" (
    "account_id" TEXT NOT NULL,
    "namespace" TEXT NOT NULL,
    "resource_id" TEXT NOT NULL,
    "grain" TEXT NOT NULL,
    "period_seconds" INTEGER NOT NULL,
    "region" TEXT NOT NULL,
    "watermark" TIMESTAMPTZ(3) NOT NULL,
    "collected_from" TIMESTAMPTZ(3) NOT NULL,
    "first_datapoint_at" TIMESTAMPTZ(3),
    "last_datapoint_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "metric_watermark_pkey" PRIMARY KEY ("account_id","namespace","resource_id","grain","period_seconds")
);

CREATE TABLE "vpc_endpoint_traffic" (
    "account_id" TEXT NOT NULL,
    "vpc_endpoint_id" TEXT NOT NULL,
    "bytes_30d" BIGINT,
    "last_traffic_at" TIMESTAMPTZ(3),
    "measured_from" TIMESTAMPTZ(3),
    "measured_to" TIMESTAMPTZ(3),
    "bytes_daily" BIGINT[] NOT NULL DEFAULT ARRAY[]::BIGINT[],
    "bytes_daily_from" TIMESTAMPTZ(3),
    "bytes_by_az_30d" JSONB NOT NULL DEFAULT '{}',
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "vpc_endpoint_traffic_pkey" PRIMARY KEY ("account_id","vpc_endpoint_id")
);

CREATE INDEX "metric_watermark_account_id_region_namespace_idx" ON "metric_watermark"("account_id", "region", "namespace");

-- Partitions are made ahead by the collectors (lib/metrics/mutations.ts); there is no default partition, so that a
-- row outside every partition fails loudly instead of growing a table that can never be dropped.
