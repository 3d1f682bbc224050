-- Endpoints by traffic, and those with as much by account: thousands that carry nothing are as many as each other.
CREATE INDEX "vpc_endpoint_traffic_order_idx" ON "vpc_endpoint_traffic" ("bytes_30d" DESC NULLS LAST, "account_id")
  WHERE "bytes_30d" IS NOT NULL;
DROP INDEX "vpc_endpoint_traffic_most_idx";
