-- What each zone of each endpoint is estimated to cost in a month: small enough to be split any way while somebody waits.

CREATE TABLE "endpoint_cost_month" (
    "account_id" TEXT NOT NULL,
    "month" DATE NOT NULL,
    "vpc_endpoint_id" TEXT NOT NULL,
    "az_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "vpc_endpoint_type" TEXT,
    "vpc_id" TEXT,
    "service_name" TEXT,
    "owner" TEXT,
    "environment" TEXT,
    "hours" INTEGER NOT NULL,
    "idle_hours" INTEGER NOT NULL,
    "unknown_hours" INTEGER NOT NULL,
    "hours_usd" DOUBLE PRECISION,
    "bytes" BIGINT,
    "data_usd" DOUBLE PRECISION,
    "unestimated" INTEGER NOT NULL,
    "price_effective_from" DATE,
    "price_source" TEXT,

    CONSTRAINT "endpoint_cost_month_pkey" PRIMARY KEY ("account_id","month","vpc_endpoint_id","az_id")
);

CREATE INDEX "endpoint_cost_month_month_idx" ON "endpoint_cost_month"("month");

INSERT INTO "endpoint_cost_month"
SELECT d.account_id, date_trunc('month', d.day)::date, d.vpc_endpoint_id, d.az_id, max(d.region), max(e.vpc_endpoint_type),
  max(e.vpc_id), max(e.service_name), max(e.owner), max(e.environment), sum(d.hours),
  COALESCE(sum(d.hours) FILTER (WHERE d.bytes = 0), 0), COALESCE(sum(d.hours) FILTER (WHERE d.bytes IS NULL), 0),
  sum(d.hours_usd), sum(d.bytes), sum(d.data_usd),
  count(*) FILTER (WHERE d.reason IS DISTINCT FROM 'zone-unknown' AND d.reason IS NOT NULL),
  max(k.price_effective_from), max(k.price_source)
FROM endpoint_cost_day d
LEFT JOIN endpoint_cost k ON k.account_id = d.account_id AND k.vpc_endpoint_id = d.vpc_endpoint_id
LEFT JOIN vpc_endpoint e ON e.account_id = d.account_id AND e.region = d.region AND e.vpc_endpoint_id = d.vpc_endpoint_id
GROUP BY 1, 2, 3, 4;
