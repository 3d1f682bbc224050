-- What AWS bills, and list prices.

CREATE TABLE "billed_cost" (
    "account_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "service" TEXT NOT NULL,
    "usage_type" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "unblended_cost_usd" DECIMAL(18,10) NOT NULL,
    "amortized_cost_usd" DECIMAL(18,10),
    "usage_quantity" DECIMAL(24,8),
    "unit" TEXT,
    "estimated" BOOLEAN NOT NULL,
    "collected_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "billed_cost_pkey" PRIMARY KEY ("account_id","day","service","usage_type")
);

CREATE TABLE "price" (
    "region" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "tier_from_units" DECIMAL(24,4) NOT NULL,
    "effective_from" DATE NOT NULL,
    "usd_per_unit" DECIMAL(18,10) NOT NULL,
    "unit" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "collected_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "price_pkey" PRIMARY KEY ("region","product","tier_from_units","effective_from")
);

CREATE INDEX "billed_cost_day_idx" ON "billed_cost"("day");
