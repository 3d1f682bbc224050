-- What load balancers behind endpoint services are estimated to cost, by day.

CREATE TABLE "load_balancer_cost_day" (
    "account_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "load_balancer_arn" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "hours" SMALLINT NOT NULL,
    "hours_usd" DECIMAL(18,9),
    "lcu_hours" DECIMAL(18,6),
    "lcu_usd" DECIMAL(18,9),
    "lcu_source" TEXT,
    "dimension" TEXT,
    "why" TEXT,
    "cross_zone_bytes" BIGINT,
    "cross_zone_usd" DECIMAL(18,9),
    "reason" TEXT,
    "price_effective_from" DATE,
    "price_source" TEXT,
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "evaluated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "load_balancer_cost_day_pkey" PRIMARY KEY ("account_id","load_balancer_arn","day")
) PARTITION BY RANGE ("day");
