-- The worst open alerts, as the list of alerts orders them, without sorting all.
CREATE INDEX "alert_open_worst_idx" ON "alert" (
  (CASE "severity" WHEN 'page' THEN '2' ELSE '1' END
    || CASE WHEN "state" = 'resolved' THEN '0' WHEN "silence_id" IS NOT NULL THEN '1' WHEN "state" = 'acknowledged' THEN '2' ELSE '3' END) DESC NULLS LAST,
  "account_id", "alert_id"
) WHERE "state" <> 'resolved';

-- Endpoints of a region, type and state are counted without reading what each one is. All that it holds is short.
CREATE INDEX "vpc_endpoint_existing_type_idx" ON "vpc_endpoint" ("account_id", "region")
  INCLUDE ("state", "vpc_endpoint_type") WHERE "gone_at" IS NULL;
