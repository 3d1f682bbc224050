-- The bill by resource and by zone, where Cost Explorer offers it.

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
);

CREATE TABLE "billed_zone_cost" (
    "account_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "service" TEXT NOT NULL,
    "charge" TEXT NOT NULL,
    "availability_zone" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "unblended_cost_usd" DECIMAL(18,10) NOT NULL,
    "usage_quantity" DECIMAL(24,8),
    "unit" TEXT,
    "estimated" BOOLEAN NOT NULL,
    "collected_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "billed_zone_cost_pkey" PRIMARY KEY ("account_id","day","service","charge","availability_zone")
);

CREATE INDEX "billed_resource_cost_account_id_resource_id_day_idx" ON "billed_resource_cost"("account_id","resource_id","day");
