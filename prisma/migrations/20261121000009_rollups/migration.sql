-- An average over several buckets weighs each by its minutes with data. Null: the bucket is CloudWatch's own (or a
-- minute), and weighs as much as it is wide.
ALTER TABLE "vpc_endpoint_metric_1m" ADD COLUMN "active_connections_minutes" SMALLINT;
ALTER TABLE "vpc_endpoint_metric_5m" ADD COLUMN "active_connections_minutes" SMALLINT;
ALTER TABLE "vpc_endpoint_metric_1h" ADD COLUMN "active_connections_minutes" SMALLINT;
ALTER TABLE "vpc_endpoint_metric_1d" ADD COLUMN "active_connections_minutes" SMALLINT;
ALTER TABLE "vpc_endpoint_service_metric_1m" ADD COLUMN "active_connections_minutes" SMALLINT, ADD COLUMN "endpoints_count_minutes" SMALLINT;
ALTER TABLE "vpc_endpoint_service_metric_5m" ADD COLUMN "active_connections_minutes" SMALLINT, ADD COLUMN "endpoints_count_minutes" SMALLINT;
ALTER TABLE "vpc_endpoint_service_metric_1h" ADD COLUMN "active_connections_minutes" SMALLINT, ADD COLUMN "endpoints_count_minutes" SMALLINT;
ALTER TABLE "vpc_endpoint_service_metric_1d" ADD COLUMN "active_connections_minutes" SMALLINT, ADD COLUMN "endpoints_count_minutes" SMALLINT;
ALTER TABLE "load_balancer_metric_1m" ADD COLUMN "active_flow_minutes" SMALLINT;
ALTER TABLE "load_balancer_metric_5m" ADD COLUMN "active_flow_minutes" SMALLINT;
ALTER TABLE "load_balancer_metric_1h" ADD COLUMN "active_flow_minutes" SMALLINT;
ALTER TABLE "load_balancer_metric_1d" ADD COLUMN "active_flow_minutes" SMALLINT;

-- What was stored of the last minutes before the watermark. They are asked for again, because late data may change
-- them; where the answer has the same digest, there is nothing to write.
ALTER TABLE "metric_watermark" ADD COLUMN "tail_from" TIMESTAMPTZ(3), ADD COLUMN "tail_digest" TEXT;
