-- Counting what exists, on every page, without reading the wide rows.
CREATE INDEX "vpc_endpoint_existing_idx" ON "vpc_endpoint" ("account_id", "region", "vpc_endpoint_id") INCLUDE ("state", "collector")
  WHERE "gone_at" IS NULL;
CREATE INDEX "idle_verdict_endpoint_idx" ON "idle_verdict" ("account_id", "region", "resource_id") INCLUDE ("state")
  WHERE "resource_type" = 'endpoint' AND "subnet_id" = '';
-- The order in which findings are listed unless another is asked for; the list's own expression, letter by letter.
CREATE INDEX "finding_open_idx" ON "finding" (
  ((2 * (3 - array_position(ARRAY['page', 'ticket', 'info'], "severity")) + "is_verdict"::int)::text) DESC NULLS LAST,
  "account_id", "finding_key") WHERE "ended_at" IS NULL;
