-- What exists: accounts, network, endpoints, services, load balancers.

CREATE TABLE "account" (
    "account_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT,
    "status" TEXT NOT NULL DEFAULT 'ACTIVE',
    "joined_at" TIMESTAMPTZ(3),
    "source" TEXT NOT NULL,
    "management_account_id" TEXT,
    "tags" JSONB NOT NULL DEFAULT '{}',
    "owner" TEXT,
    "environment" TEXT,
    "application" TEXT,
    "raw" JSONB NOT NULL DEFAULT '{}',
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),
    "collector" TEXT NOT NULL,

    CONSTRAINT "account_pkey" PRIMARY KEY ("account_id")
);

CREATE TABLE "region" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "opt_in_status" TEXT,
    "endpoint" TEXT,
    "tags" JSONB NOT NULL DEFAULT '{}',
    "owner" TEXT,
    "environment" TEXT,
    "application" TEXT,
    "raw" JSONB NOT NULL DEFAULT '{}',
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),
    "collector" TEXT NOT NULL,

    CONSTRAINT "region_pkey" PRIMARY KEY ("account_id","region")
);

CREATE TABLE "availability_zone" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "az_id" TEXT NOT NULL,
    "zone_name" TEXT NOT NULL,
    "state" TEXT,
    "zone_type" TEXT,
    "tags" JSONB NOT NULL DEFAULT '{}',
    "owner" TEXT,
    "environment" TEXT,
    "application" TEXT,
    "raw" JSONB NOT NULL DEFAULT '{}',
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),
    "collector" TEXT NOT NULL,

    CONSTRAINT "availability_zone_pkey" PRIMARY KEY ("account_id","region","az_id")
);

CREATE TABLE "vpc" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "vpc_id" TEXT NOT NULL,
    "cidr_block" TEXT,
    "cidr_blocks" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "ipv6_cidr_blocks" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "is_default" BOOLEAN,
    "state" TEXT,
    "enable_dns_support" BOOLEAN,
    "enable_dns_hostnames" BOOLEAN,
    "tags" JSONB NOT NULL DEFAULT '{}',
    "owner" TEXT,
    "environment" TEXT,
    "application" TEXT,
    "raw" JSONB NOT NULL DEFAULT '{}',
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),
    "collector" TEXT NOT NULL,

    CONSTRAINT "vpc_pkey" PRIMARY KEY ("account_id","region","vpc_id")
);

CREATE TABLE "subnet" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "subnet_id" TEXT NOT NULL,
    "vpc_id" TEXT NOT NULL,
    "az_id" TEXT,
    "availability_zone" TEXT,
    "cidr_block" TEXT,
    "ipv6_cidr_blocks" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "available_ip_address_count" INTEGER,
    "state" TEXT,
    "tags" JSONB NOT NULL DEFAULT '{}',
    "owner" TEXT,
    "environment" TEXT,
    "application" TEXT,
    "raw" JSONB NOT NULL DEFAULT '{}',
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),
    "collector" TEXT NOT NULL,

    CONSTRAINT "subnet_pkey" PRIMARY KEY ("account_id","region","subnet_id")
);

CREATE TABLE "security_group" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "group_id" TEXT NOT NULL,
    "group_name" TEXT,
    "description" TEXT,
    "vpc_id" TEXT,
    "ip_permissions" JSONB NOT NULL DEFAULT '[]',
    "ip_permissions_egress" JSONB NOT NULL DEFAULT '[]',
    "tags" JSONB NOT NULL DEFAULT '{}',
    "owner" TEXT,
    "environment" TEXT,
    "application" TEXT,
    "raw" JSONB NOT NULL DEFAULT '{}',
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),
    "collector" TEXT NOT NULL,

    CONSTRAINT "security_group_pkey" PRIMARY KEY ("account_id","region","group_id")
);

CREATE TABLE "network_interface" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "network_interface_id" TEXT NOT NULL,
    "interface_type" TEXT,
    "status" TEXT,
    "vpc_id" TEXT,
    "subnet_id" TEXT,
    "az_id" TEXT,
    "availability_zone" TEXT,
    "description" TEXT,
    "private_ip_address" TEXT,
    "private_ip_addresses" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "ipv6_addresses" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "security_group_ids" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "requester_managed" BOOLEAN,
    "tags" JSONB NOT NULL DEFAULT '{}',
    "owner" TEXT,
    "environment" TEXT,
    "application" TEXT,
    "raw" JSONB NOT NULL DEFAULT '{}',
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),
    "collector" TEXT NOT NULL,

    CONSTRAINT "network_interface_pkey" PRIMARY KEY ("account_id","region","network_interface_id")
);

CREATE TABLE "route_table" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "route_table_id" TEXT NOT NULL,
    "vpc_id" TEXT,
    "main" BOOLEAN,
    "subnet_ids" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "routes" JSONB NOT NULL DEFAULT '[]',
    "tags" JSONB NOT NULL DEFAULT '{}',
    "owner" TEXT,
    "environment" TEXT,
    "application" TEXT,
    "raw" JSONB NOT NULL DEFAULT '{}',
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),
    "collector" TEXT NOT NULL,

    CONSTRAINT "route_table_pkey" PRIMARY KEY ("account_id","region","route_table_id")
);

CREATE TABLE "flow_log" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "flow_log_id" TEXT NOT NULL,
    "resource_id" TEXT,
    "traffic_type" TEXT,
    "log_destination_type" TEXT,
    "log_destination" TEXT,
    "log_group_name" TEXT,
    "flow_log_status" TEXT,
    "deliver_logs_status" TEXT,
    "deliver_logs_error_message" TEXT,
    "log_format" TEXT,
    "max_aggregation_interval_seconds" INTEGER,
    "creation_time" TIMESTAMPTZ(3),
    "tags" JSONB NOT NULL DEFAULT '{}',
    "owner" TEXT,
    "environment" TEXT,
    "application" TEXT,
    "raw" JSONB NOT NULL DEFAULT '{}',
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),
    "collector" TEXT NOT NULL,

    CONSTRAINT "flow_log_pkey" PRIMARY KEY ("account_id","region","flow_log_id")
);

CREATE TABLE "vpc_endpoint" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "vpc_endpoint_id" TEXT NOT NULL,
    "vpc_id" TEXT,
    "vpc_endpoint_type" TEXT NOT NULL,
    "service_name" TEXT,
    "service_region" TEXT,
    "state" TEXT,
    "private_dns_enabled" BOOLEAN,
    "requester_managed" BOOLEAN,
    "ip_address_type" TEXT,
    "dns_record_ip_type" TEXT,
    "creation_timestamp" TIMESTAMPTZ(3),
    "owner_id" TEXT,
    "subnet_ids" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "az_ids" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "network_interface_ids" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "security_group_ids" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "route_table_ids" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "dns_entries" JSONB NOT NULL DEFAULT '[]',
    "policy_document" TEXT,
    "resource_configuration_arn" TEXT,
    "service_network_arn" TEXT,
    "failure_reason" TEXT,
    "last_error_code" TEXT,
    "last_error_message" TEXT,
    "tags" JSONB NOT NULL DEFAULT '{}',
    "owner" TEXT,
    "environment" TEXT,
    "application" TEXT,
    "raw" JSONB NOT NULL DEFAULT '{}',
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),
    "collector" TEXT NOT NULL,

    CONSTRAINT "vpc_endpoint_pkey" PRIMARY KEY ("account_id","region","vpc_endpoint_id")
);

CREATE TABLE "vpc_endpoint_service" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "service_name" TEXT NOT NULL,
    "service_types" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "service_state" TEXT,
    "acceptance_required" BOOLEAN,
    "manages_vpc_endpoints" BOOLEAN,
    "availability_zones" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "az_ids" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "network_load_balancer_arns" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "gateway_load_balancer_arns" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "base_endpoint_dns_names" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "private_dns_name" TEXT,
    "private_dns_name_state" TEXT,
    "private_dns_name_configuration" JSONB,
    "payer_responsibility" TEXT,
    "supported_ip_address_types" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "supported_regions" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "remote_access_enabled" BOOLEAN,
    "tags" JSONB NOT NULL DEFAULT '{}',
    "owner" TEXT,
    "environment" TEXT,
    "application" TEXT,
    "raw" JSONB NOT NULL DEFAULT '{}',
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),
    "collector" TEXT NOT NULL,

    CONSTRAINT "vpc_endpoint_service_pkey" PRIMARY KEY ("account_id","region","service_id")
);

CREATE TABLE "vpc_endpoint_service_permission" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "principal" TEXT NOT NULL,
    "principal_type" TEXT,
    "service_permission_id" TEXT,
    "tags" JSONB NOT NULL DEFAULT '{}',
    "owner" TEXT,
    "environment" TEXT,
    "application" TEXT,
    "raw" JSONB NOT NULL DEFAULT '{}',
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),
    "collector" TEXT NOT NULL,

    CONSTRAINT "vpc_endpoint_service_permission_pkey" PRIMARY KEY ("account_id","region","service_id","principal")
);

CREATE TABLE "vpc_endpoint_connection" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "vpc_endpoint_id" TEXT NOT NULL,
    "vpc_endpoint_connection_id" TEXT,
    "vpc_endpoint_owner" TEXT,
    "vpc_endpoint_state" TEXT,
    "vpc_endpoint_region" TEXT,
    "creation_timestamp" TIMESTAMPTZ(3),
    "ip_address_type" TEXT,
    "network_load_balancer_arns" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "gateway_load_balancer_arns" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "dns_entries" JSONB NOT NULL DEFAULT '[]',
    "tags" JSONB NOT NULL DEFAULT '{}',
    "owner" TEXT,
    "environment" TEXT,
    "application" TEXT,
    "raw" JSONB NOT NULL DEFAULT '{}',
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),
    "collector" TEXT NOT NULL,

    CONSTRAINT "vpc_endpoint_connection_pkey" PRIMARY KEY ("account_id","region","service_id","vpc_endpoint_id")
);

CREATE TABLE "vpc_endpoint_connection_notification" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "connection_notification_id" TEXT NOT NULL,
    "service_id" TEXT,
    "vpc_endpoint_id" TEXT,
    "connection_notification_arn" TEXT,
    "connection_notification_type" TEXT,
    "connection_notification_state" TEXT,
    "connection_events" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "tags" JSONB NOT NULL DEFAULT '{}',
    "owner" TEXT,
    "environment" TEXT,
    "application" TEXT,
    "raw" JSONB NOT NULL DEFAULT '{}',
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),
    "collector" TEXT NOT NULL,

    CONSTRAINT "vpc_endpoint_connection_notification_pkey" PRIMARY KEY ("account_id","region","connection_notification_id")
);

CREATE TABLE "available_service" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "service_name" TEXT NOT NULL,
    "service_id" TEXT,
    "service_types" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "service_owner" TEXT,
    "service_region" TEXT,
    "az_ids" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "availability_zones" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "private_dns_names" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "base_endpoint_dns_names" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "vpc_endpoint_policy_supported" BOOLEAN,
    "acceptance_required" BOOLEAN,
    "private_dns_name_verification_state" TEXT,
    "supported_ip_address_types" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "tags" JSONB NOT NULL DEFAULT '{}',
    "owner" TEXT,
    "environment" TEXT,
    "application" TEXT,
    "raw" JSONB NOT NULL DEFAULT '{}',
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),
    "collector" TEXT NOT NULL,

    CONSTRAINT "available_service_pkey" PRIMARY KEY ("account_id","region","service_name")
);

CREATE TABLE "load_balancer" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "load_balancer_arn" TEXT NOT NULL,
    "load_balancer_name" TEXT NOT NULL,
    "dns_name" TEXT,
    "type" TEXT,
    "scheme" TEXT,
    "vpc_id" TEXT,
    "state" TEXT,
    "state_reason" TEXT,
    "created_time" TIMESTAMPTZ(3),
    "ip_address_type" TEXT,
    "az_ids" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "subnet_ids" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "security_group_ids" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "enforce_security_group_inbound_rules_on_private_link_traffic" TEXT,
    "cross_zone_enabled" BOOLEAN,
    "deletion_protection_enabled" BOOLEAN,
    "attributes" JSONB NOT NULL DEFAULT '{}',
    "tags" JSONB NOT NULL DEFAULT '{}',
    "owner" TEXT,
    "environment" TEXT,
    "application" TEXT,
    "raw" JSONB NOT NULL DEFAULT '{}',
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),
    "collector" TEXT NOT NULL,

    CONSTRAINT "load_balancer_pkey" PRIMARY KEY ("account_id","region","load_balancer_arn")
);

CREATE TABLE "listener" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "listener_arn" TEXT NOT NULL,
    "load_balancer_arn" TEXT NOT NULL,
    "port" INTEGER,
    "protocol" TEXT,
    "target_group_arns" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "default_actions" JSONB NOT NULL DEFAULT '[]',
    "tags" JSONB NOT NULL DEFAULT '{}',
    "owner" TEXT,
    "environment" TEXT,
    "application" TEXT,
    "raw" JSONB NOT NULL DEFAULT '{}',
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),
    "collector" TEXT NOT NULL,

    CONSTRAINT "listener_pkey" PRIMARY KEY ("account_id","region","listener_arn")
);

CREATE TABLE "target_group" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "target_group_arn" TEXT NOT NULL,
    "target_group_name" TEXT NOT NULL,
    "protocol" TEXT,
    "port" INTEGER,
    "vpc_id" TEXT,
    "target_type" TEXT,
    "ip_address_type" TEXT,
    "load_balancer_arns" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "health_check_enabled" BOOLEAN,
    "health_check_protocol" TEXT,
    "health_check_port" TEXT,
    "health_check_path" TEXT,
    "attributes" JSONB NOT NULL DEFAULT '{}',
    "tags" JSONB NOT NULL DEFAULT '{}',
    "owner" TEXT,
    "environment" TEXT,
    "application" TEXT,
    "raw" JSONB NOT NULL DEFAULT '{}',
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),
    "collector" TEXT NOT NULL,

    CONSTRAINT "target_group_pkey" PRIMARY KEY ("account_id","region","target_group_arn")
);

CREATE TABLE "target_health" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "target_group_arn" TEXT NOT NULL,
    "target_id" TEXT NOT NULL,
    "port" INTEGER NOT NULL,
    "az_id" TEXT,
    "availability_zone" TEXT,
    "health_check_port" TEXT,
    "state" TEXT,
    "reason" TEXT,
    "description" TEXT,
    "tags" JSONB NOT NULL DEFAULT '{}',
    "owner" TEXT,
    "environment" TEXT,
    "application" TEXT,
    "raw" JSONB NOT NULL DEFAULT '{}',
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),
    "collector" TEXT NOT NULL,

    CONSTRAINT "target_health_pkey" PRIMARY KEY ("account_id","region","target_group_arn","target_id","port")
);

CREATE TABLE "quota_usage" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "quota_code" TEXT NOT NULL,
    "resource_id" TEXT NOT NULL DEFAULT '',
    "service_code" TEXT,
    "quota_name" TEXT,
    "value" DOUBLE PRECISION,
    "usage" DOUBLE PRECISION,
    "adjustable" BOOLEAN,
    "tags" JSONB NOT NULL DEFAULT '{}',
    "owner" TEXT,
    "environment" TEXT,
    "application" TEXT,
    "raw" JSONB NOT NULL DEFAULT '{}',
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),
    "collector" TEXT NOT NULL,

    CONSTRAINT "quota_usage_pkey" PRIMARY KEY ("account_id","region","quota_code","resource_id")
);

CREATE INDEX "subnet_vpc_id_idx" ON "subnet"("vpc_id");

CREATE INDEX "security_group_vpc_id_idx" ON "security_group"("vpc_id");

CREATE INDEX "network_interface_subnet_id_idx" ON "network_interface"("subnet_id");

CREATE INDEX "route_table_vpc_id_idx" ON "route_table"("vpc_id");

CREATE INDEX "flow_log_resource_id_idx" ON "flow_log"("resource_id");

CREATE INDEX "vpc_endpoint_vpc_endpoint_id_idx" ON "vpc_endpoint"("vpc_endpoint_id");

CREATE INDEX "vpc_endpoint_service_name_idx" ON "vpc_endpoint"("service_name");

CREATE INDEX "vpc_endpoint_vpc_id_idx" ON "vpc_endpoint"("vpc_id");

CREATE INDEX "vpc_endpoint_service_service_name_idx" ON "vpc_endpoint_service"("service_name");

CREATE INDEX "vpc_endpoint_connection_vpc_endpoint_id_idx" ON "vpc_endpoint_connection"("vpc_endpoint_id");

CREATE INDEX "listener_load_balancer_arn_idx" ON "listener"("load_balancer_arn");
