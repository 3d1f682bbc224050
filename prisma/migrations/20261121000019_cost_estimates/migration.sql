-- What endpoints are estimated to cost, by zone and day, and held against the bill.

CREATE TABLE "endpoint_cost_day" (
    "account_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "vpc_endpoint_id" TEXT NOT NULL,
    "az_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "hours" SMALLINT NOT NULL,
    "hours_usd" DECIMAL(18,9),
    "bytes" BIGINT,
    "data_usd" DECIMAL(18,9),
    "reason" TEXT,
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "evaluated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "endpoint_cost_day_pkey" PRIMARY KEY ("account_id","vpc_endpoint_id","az_id","day")
) PARTITION BY RANGE ("day");

CREATE TABLE "endpoint_cost" (
    "account_id" TEXT NOT NULL,
    "vpc_endpoint_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "monthly_cost_usd" DECIMAL(18,9),
    "monthly_hours_usd" DECIMAL(18,9),
    "monthly_data_usd" DECIMAL(18,9),
    "reason" TEXT,
    "price_effective_from" DATE,
    "price_source" TEXT,
    "first_day" DATE,
    "day_digests" INTEGER[] DEFAULT ARRAY[]::INTEGER[] NOT NULL,
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "evaluated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "endpoint_cost_pkey" PRIMARY KEY ("account_id","vpc_endpoint_id")
);

CREATE TABLE "cost_reconciliation_day" (
    "account_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "region" TEXT NOT NULL,
    "charge" TEXT NOT NULL,
    "service" TEXT NOT NULL,
    "usage_type" TEXT NOT NULL,
    "estimated_usd" DECIMAL(18,9),
    "estimated_quantity" DECIMAL(24,8),
    "unit" TEXT,
    "unestimated" INTEGER NOT NULL DEFAULT 0,
    "billed_usd" DECIMAL(18,10),
    "billed_quantity" DECIMAL(24,8),
    "unexplained_usd" DECIMAL(18,10) NOT NULL,
    "causes" JSONB NOT NULL DEFAULT '[]',
    "flagged" BOOLEAN NOT NULL,
    "price_effective_from" DATE,
    "price_source" TEXT,
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "evaluated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cost_reconciliation_day_pkey" PRIMARY KEY ("account_id","day","region","charge")
);

CREATE INDEX "cost_reconciliation_day_day_idx" ON "cost_reconciliation_day"("day");
