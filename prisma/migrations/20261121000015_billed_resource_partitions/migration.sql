-- A row per endpoint, usage type and day: kept by month, so that what is old is dropped and not deleted.
-- The table was never filled unless somebody switched it on; Cost Explorer gives its two weeks again.
DROP TABLE "billed_resource_cost";

CREATE TABLE "billed_resource_cost" (
    "account_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "service" TEXT NOT NULL,
    "usage_type" TEXT NOT NULL,
    "resource_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "unblended_cost_usd" DECIMAL(18,10) NOT NULL,
    "usage_quantity" DECIMAL(24,8),
    "unit" TEXT,
    "estimated" BOOLEAN NOT NULL,
    "collected_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "billed_resource_cost_pkey" PRIMARY KEY ("account_id","day","service","usage_type","resource_id")
) PARTITION BY RANGE ("day");

CREATE INDEX "billed_resource_cost_account_id_resource_id_day_idx" ON "billed_resource_cost"("account_id","resource_id","day");
