-- Metrics of one bucket that are asked for at different times are rows of their own where rows are many: adding columns
-- to rows that are there costs four times as much as adding rows. Hours and days are whole rows.
ALTER TABLE "vpc_endpoint_metric_1m" ADD COLUMN "part" SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE "vpc_endpoint_metric_1m" DROP CONSTRAINT "vpc_endpoint_metric_1m_pkey", ADD CONSTRAINT "vpc_endpoint_metric_1m_pkey" PRIMARY KEY ("account_id", "vpc_endpoint_id", "subnet_id", "ts", "part");
ALTER TABLE "vpc_endpoint_metric_5m" ADD COLUMN "part" SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE "vpc_endpoint_metric_5m" DROP CONSTRAINT "vpc_endpoint_metric_5m_pkey", ADD CONSTRAINT "vpc_endpoint_metric_5m_pkey" PRIMARY KEY ("account_id", "vpc_endpoint_id", "subnet_id", "ts", "part");
ALTER TABLE "vpc_endpoint_service_metric_1m" ADD COLUMN "part" SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE "vpc_endpoint_service_metric_1m" DROP CONSTRAINT "vpc_endpoint_service_metric_1m_pkey", ADD CONSTRAINT "vpc_endpoint_service_metric_1m_pkey" PRIMARY KEY ("account_id", "service_id", "az_id", "load_balancer_arn", "vpc_endpoint_id", "ts", "part");
ALTER TABLE "vpc_endpoint_service_metric_5m" ADD COLUMN "part" SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE "vpc_endpoint_service_metric_5m" DROP CONSTRAINT "vpc_endpoint_service_metric_5m_pkey", ADD CONSTRAINT "vpc_endpoint_service_metric_5m_pkey" PRIMARY KEY ("account_id", "service_id", "az_id", "load_balancer_arn", "vpc_endpoint_id", "ts", "part");
ALTER TABLE "load_balancer_metric_1m" ADD COLUMN "part" SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE "load_balancer_metric_1m" DROP CONSTRAINT "load_balancer_metric_1m_pkey", ADD CONSTRAINT "load_balancer_metric_1m_pkey" PRIMARY KEY ("account_id", "load_balancer", "az_id", "target_group", "ts", "part");
ALTER TABLE "load_balancer_metric_5m" ADD COLUMN "part" SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE "load_balancer_metric_5m" DROP CONSTRAINT "load_balancer_metric_5m_pkey", ADD CONSTRAINT "load_balancer_metric_5m_pkey" PRIMARY KEY ("account_id", "load_balancer", "az_id", "target_group", "ts", "part");
