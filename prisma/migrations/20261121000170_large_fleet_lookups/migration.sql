-- What is open about a service or a resource, on its own page, without reading every finding of the fleet.
CREATE INDEX "finding_service_name_idx" ON "finding" ("service_name") WHERE "ended_at" IS NULL;
CREATE INDEX "finding_resource_id_idx" ON "finding" ("resource_id") WHERE "ended_at" IS NULL;
-- Endpoints that exist by place and state: few different values, which an index without the ids keeps once each.
CREATE INDEX "vpc_endpoint_state_idx" ON "vpc_endpoint" ("account_id", "region", "collector", "state")
  WHERE "gone_at" IS NULL;
