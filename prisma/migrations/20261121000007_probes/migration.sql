-- Results of blackbox probes, pulled from Prometheus or pushed by agents: who probes what, each result for 15 days, and
-- counts of 5 minutes and 1 hour from which success ratios and percentiles can be had.

CREATE TABLE "probe_series" (
    "account_id" TEXT NOT NULL,
    "series_id" UUID NOT NULL,
    "region" TEXT NOT NULL,
    "vpc_endpoint_id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "location" TEXT NOT NULL,
    "location_account_id" TEXT,
    "location_region" TEXT,
    "location_vpc_id" TEXT,
    "location_subnet_id" TEXT,
    "location_az_id" TEXT,
    "kind" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "interval_seconds" INTEGER,
    "labels" JSONB NOT NULL DEFAULT '{}',
    "first_result_at" TIMESTAMPTZ(3) NOT NULL,
    "last_result_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "probe_series_pkey" PRIMARY KEY ("account_id","series_id")
);
CREATE INDEX "probe_series_account_id_vpc_endpoint_id_idx" ON "probe_series"("account_id", "vpc_endpoint_id");

CREATE TABLE "probe_result" (
    "account_id" TEXT NOT NULL,
    "series_id" UUID NOT NULL,
    "ts" TIMESTAMPTZ(3) NOT NULL,
    "success" BOOLEAN NOT NULL,
    "resolve_seconds" DOUBLE PRECISION,
    "connect_seconds" DOUBLE PRECISION,
    "tls_seconds" DOUBLE PRECISION,
    "first_byte_seconds" DOUBLE PRECISION,
    "total_seconds" DOUBLE PRECISION,
    "dns_addresses" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "dns_answer_count" INTEGER,
    "dns_ttl_seconds" INTEGER,
    "answer_inside" BOOLEAN,
    "http_status" INTEGER,
    "certificate_expires_at" TIMESTAMPTZ(3),
    "error_class" TEXT,

    CONSTRAINT "probe_result_pkey" PRIMARY KEY ("account_id","series_id","ts")
) PARTITION BY RANGE ("ts");

CREATE TABLE "probe_result_5m" (
    "account_id" TEXT NOT NULL,
    "series_id" UUID NOT NULL,
    "ts" TIMESTAMPTZ(3) NOT NULL,
    "results" INTEGER NOT NULL,
    "successes" INTEGER NOT NULL,
    "answers_inside" INTEGER NOT NULL,
    "answers_outside" INTEGER NOT NULL,
    "timed" INTEGER NOT NULL,
    "total_seconds_sum" DOUBLE PRECISION,
    "total_seconds_max" DOUBLE PRECISION,
    "resolve_seconds_sum" DOUBLE PRECISION,
    "resolve_seconds_max" DOUBLE PRECISION,
    "total_histogram" INTEGER[] NOT NULL DEFAULT ARRAY[]::INTEGER[],

    CONSTRAINT "probe_result_5m_pkey" PRIMARY KEY ("account_id","series_id","ts")
) PARTITION BY RANGE ("ts");

CREATE TABLE "probe_result_1h" (
    "account_id" TEXT NOT NULL,
    "series_id" UUID NOT NULL,
    "ts" TIMESTAMPTZ(3) NOT NULL,
    "results" INTEGER NOT NULL,
    "successes" INTEGER NOT NULL,
    "answers_inside" INTEGER NOT NULL,
    "answers_outside" INTEGER NOT NULL,
    "timed" INTEGER NOT NULL,
    "total_seconds_sum" DOUBLE PRECISION,
    "total_seconds_max" DOUBLE PRECISION,
    "resolve_seconds_sum" DOUBLE PRECISION,
    "resolve_seconds_max" DOUBLE PRECISION,
    "total_histogram" INTEGER[] NOT NULL DEFAULT ARRAY[]::INTEGER[],

    CONSTRAINT "probe_result_1h_pkey" PRIMARY KEY ("account_id","series_id","ts")
) PARTITION BY RANGE ("ts");
