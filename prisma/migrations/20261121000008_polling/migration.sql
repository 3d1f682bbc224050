-- How much attention the metrics of each resource need, who is looking at which endpoint, and what was asked each day.

CREATE TABLE "polling_need" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "resource_id" TEXT NOT NULL,
    "need" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "troubled_until" TIMESTAMPTZ(3),
    "metrics_per_day" DOUBLE PRECISION NOT NULL,
    "zones" INTEGER NOT NULL,

    CONSTRAINT "polling_need_pkey" PRIMARY KEY ("account_id","region","kind","resource_id")
);

CREATE TABLE "endpoint_watch" (
    "account_id" TEXT NOT NULL,
    "vpc_endpoint_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "watched_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "endpoint_watch_pkey" PRIMARY KEY ("account_id","vpc_endpoint_id")
);

CREATE TABLE "metric_spend" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "metrics_requested" BIGINT NOT NULL,
    "datapoints" BIGINT NOT NULL,

    CONSTRAINT "metric_spend_pkey" PRIMARY KEY ("account_id","region","day")
);
CREATE INDEX "metric_spend_day_idx" ON "metric_spend"("day");
