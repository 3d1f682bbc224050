-- What is read from logs: refused flows, calls denied by endpoint policies; for which times, and at what price.

CREATE TABLE "flow_log_reject" (
    "account_id" TEXT NOT NULL,
    "network_interface_id" TEXT NOT NULL,
    "ts" TIMESTAMPTZ(3) NOT NULL,
    "src_address" TEXT NOT NULL,
    "dst_port" INTEGER NOT NULL,
    "protocol" INTEGER NOT NULL,
    "region" TEXT NOT NULL,
    "vpc_endpoint_id" TEXT NOT NULL,
    "subnet_id" TEXT,
    "az_id" TEXT,
    "flows" BIGINT NOT NULL,
    "packets" BIGINT,

    CONSTRAINT "flow_log_reject_pkey" PRIMARY KEY ("account_id","network_interface_id","ts","src_address","dst_port","protocol")
) PARTITION BY RANGE ("ts");

CREATE TABLE "vpce_access_denial" (
    "account_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "event_time" TIMESTAMPTZ(3) NOT NULL,
    "region" TEXT NOT NULL,
    "vpc_endpoint_id" TEXT,
    "vpc_endpoint_account_id" TEXT,
    "principal" TEXT,
    "principal_type" TEXT,
    "principal_account_id" TEXT,
    "event_source" TEXT NOT NULL,
    "event_name" TEXT NOT NULL,
    "source_ip_address" TEXT,
    "error_message" TEXT,

    CONSTRAINT "vpce_access_denial_pkey" PRIMARY KEY ("account_id","event_id","event_time")
) PARTITION BY RANGE ("event_time");

CREATE TABLE "network_activity_log" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "log_group_name" TEXT,

    CONSTRAINT "network_activity_log_pkey" PRIMARY KEY ("account_id","region")
);

CREATE TABLE "log_coverage" (
    "account_id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "resource_id" TEXT NOT NULL,
    "truncated" BOOLEAN NOT NULL,
    "asked_from" TIMESTAMPTZ(3) NOT NULL,
    "asked_to" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "log_coverage_pkey" PRIMARY KEY ("account_id","source","resource_id","truncated","asked_from")
);

CREATE TABLE "logs_query" (
    "account_id" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "region" TEXT NOT NULL,
    "collector" TEXT NOT NULL,
    "log_group_name" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "span_seconds" INTEGER NOT NULL,
    "estimated_usd" DECIMAL(18,12) NOT NULL,
    "outcome" TEXT,
    "bytes_scanned" BIGINT,
    "usd" DECIMAL(18,12),

    CONSTRAINT "logs_query_pkey" PRIMARY KEY ("account_id","id")
);

CREATE INDEX "flow_log_reject_account_id_vpc_endpoint_id_ts_idx" ON "flow_log_reject"("account_id", "vpc_endpoint_id", "ts");

CREATE INDEX "vpce_access_denial_account_id_vpc_endpoint_id_event_time_idx" ON "vpce_access_denial"("account_id", "vpc_endpoint_id", "event_time");

CREATE INDEX "log_coverage_asked_to_idx" ON "log_coverage"("asked_to");

CREATE INDEX "logs_query_started_at_idx" ON "logs_query"("started_at");
