-- The endpoints with most traffic, which is how the list opens, without going through all.
CREATE INDEX "vpc_endpoint_traffic_most_idx" ON "vpc_endpoint_traffic" ("bytes_30d" DESC NULLS LAST)
  WHERE "bytes_30d" IS NOT NULL;
