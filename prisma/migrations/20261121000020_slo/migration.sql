-- Service level objectives: what was counted, day by day and now, which alert rules fire; quotas and when they run out.
-- `slo`, `slo_bucket` and `slo_day` are small: a row per objective, its buckets and its days, whatever the fleet's size.

CREATE TABLE "slo" (
    "slo_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "indicator" TEXT NOT NULL,
    "guide_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "definition" JSONB NOT NULL,
    "definition_digest" TEXT NOT NULL,
    "objective" DOUBLE PRECISION,
    "threshold" DOUBLE PRECISION,
    "unit" TEXT,
    "budget_window" TEXT NOT NULL,
    "policy" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "bad" DOUBLE PRECISION,
    "total" DOUBLE PRECISION,
    "attainment" DOUBLE PRECISION,
    "allowed" DOUBLE PRECISION,
    "budget_left" DOUBLE PRECISION,
    "burn_rate" DOUBLE PRECISION,
    "exhausted_at" TIMESTAMPTZ(3),
    "value" DOUBLE PRECISION,
    "windows" JSONB NOT NULL DEFAULT '[]',
    "alerts" JSONB NOT NULL DEFAULT '[]',
    "alert_level" TEXT,
    "maintenance" JSONB NOT NULL DEFAULT '[]',
    "excluded_seconds" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "coverage" DOUBLE PRECISION,
    "evidence" JSONB NOT NULL DEFAULT '{}',
    "as_of" TIMESTAMPTZ(3),
    "counted_from" TIMESTAMPTZ(3),
    "counted_to" TIMESTAMPTZ(3),
    "evaluated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "slo_pkey" PRIMARY KEY ("slo_id")
);

CREATE TABLE "slo_bucket" (
    "slo_id" TEXT NOT NULL,
    "ts" TIMESTAMPTZ(3) NOT NULL,
    "bad" DOUBLE PRECISION NOT NULL,
    "total" DOUBLE PRECISION NOT NULL,
    "value" DOUBLE PRECISION,

    CONSTRAINT "slo_bucket_pkey" PRIMARY KEY ("slo_id","ts")
);

CREATE TABLE "slo_day" (
    "slo_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "bad" DOUBLE PRECISION NOT NULL,
    "total" DOUBLE PRECISION NOT NULL,
    "attainment" DOUBLE PRECISION,
    "budget_left" DOUBLE PRECISION,
    "as_of" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "slo_day_pkey" PRIMARY KEY ("slo_id","day")
);

CREATE TABLE "slo_endpoint" (
    "account_id" TEXT NOT NULL,
    "slo_id" TEXT NOT NULL,
    "vpc_endpoint_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "availability_class" TEXT NOT NULL,
    "bad" DOUBLE PRECISION,
    "total" DOUBLE PRECISION,
    "attainment" DOUBLE PRECISION,
    "budget_left" DOUBLE PRECISION,
    "as_of" TIMESTAMPTZ(3),
    "evaluated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "slo_endpoint_pkey" PRIMARY KEY ("account_id","slo_id","vpc_endpoint_id")
);
CREATE INDEX "slo_endpoint_slo_id_budget_left_idx" ON "slo_endpoint"("slo_id", "budget_left");

-- What probes counted of an endpoint on a UTC day, so that a month is not read anew with each evaluation.
CREATE TABLE "sli_endpoint_day" (
    "account_id" TEXT NOT NULL,
    "vpc_endpoint_id" TEXT NOT NULL,
    "indicator" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "bad" DOUBLE PRECISION NOT NULL,
    "total" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "sli_endpoint_day_pkey" PRIMARY KEY ("account_id","vpc_endpoint_id","indicator","day")
) PARTITION BY RANGE ("day");

CREATE TABLE "quota_forecast" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "quota_code" TEXT NOT NULL,
    "resource_id" TEXT NOT NULL DEFAULT '',
    "service_code" TEXT,
    "quota_name" TEXT,
    "adjustable" BOOLEAN,
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "quota_limit" DOUBLE PRECISION,
    "limit_source" TEXT,
    "used" DOUBLE PRECISION,
    "used_share" DOUBLE PRECISION,
    "headroom" DOUBLE PRECISION,
    "forecast" TEXT NOT NULL,
    "forecast_reason" TEXT NOT NULL,
    "used_per_day" DOUBLE PRECISION,
    "runs_out_on" DATE,
    "evidence" JSONB NOT NULL DEFAULT '{}',
    "as_of" TIMESTAMPTZ(3),
    "evaluated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "quota_forecast_pkey" PRIMARY KEY ("account_id","region","quota_code","resource_id")
);

-- Use of a quota on the UTC days on which it was another than the day before: a step function.
CREATE TABLE "quota_use_day" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "quota_code" TEXT NOT NULL,
    "resource_id" TEXT NOT NULL DEFAULT '',
    "day" DATE NOT NULL,
    "used" DOUBLE PRECISION NOT NULL,
    "seen_to" DATE NOT NULL,

    CONSTRAINT "quota_use_day_pkey" PRIMARY KEY ("account_id","region","quota_code","resource_id","day")
);
