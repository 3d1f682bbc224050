-- What changed, and what the collectors did.

CREATE TABLE "resource_change" (
    "account_id" TEXT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "observed_at" TIMESTAMPTZ(3) NOT NULL,
    "region" TEXT NOT NULL,
    "resource_type" TEXT NOT NULL,
    "resource_id" TEXT NOT NULL,
    "change" TEXT NOT NULL,
    "field" TEXT,
    "before" JSONB,
    "after" JSONB,
    "collector" TEXT NOT NULL,
    "run_id" UUID NOT NULL,
    "actor" TEXT,

    CONSTRAINT "resource_change_pkey" PRIMARY KEY ("account_id","id")
);

CREATE TABLE "collector_scope" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "collector" TEXT NOT NULL,
    "outcome" TEXT,
    "last_run_id" UUID,
    "last_attempt_at" TIMESTAMPTZ(3),
    "last_success_at" TIMESTAMPTZ(3),
    "next_attempt_at" TIMESTAMPTZ(3),
    "consecutive_failures" INTEGER NOT NULL DEFAULT 0,
    "resources" INTEGER,
    "watermark" TIMESTAMPTZ(3),
    "content_digest" TEXT,
    "error_class" TEXT,
    "error_code" TEXT,
    "error_message" TEXT,
    "interval_seconds" INTEGER NOT NULL,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "collector_scope_pkey" PRIMARY KEY ("account_id","region","collector")
);

CREATE TABLE "collector_run" (
    "account_id" TEXT NOT NULL,
    "run_id" UUID NOT NULL,
    "region" TEXT NOT NULL,
    "collector" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "resources" INTEGER NOT NULL DEFAULT 0,
    "created" INTEGER NOT NULL DEFAULT 0,
    "modified" INTEGER NOT NULL DEFAULT 0,
    "gone" INTEGER NOT NULL DEFAULT 0,
    "api_calls" INTEGER NOT NULL DEFAULT 0,
    "throttled_calls" INTEGER NOT NULL DEFAULT 0,
    "retried_calls" INTEGER NOT NULL DEFAULT 0,
    "metrics_requested" INTEGER NOT NULL DEFAULT 0,
    "datapoints" INTEGER NOT NULL DEFAULT 0,
    "cost_usd" DECIMAL(14,6) NOT NULL DEFAULT 0,
    "error_class" TEXT,
    "error_code" TEXT,
    "error_message" TEXT,
    "parts" JSONB NOT NULL DEFAULT '[]',
    "watermark" TIMESTAMPTZ(3),
    "worker_id" TEXT,

    CONSTRAINT "collector_run_pkey" PRIMARY KEY ("account_id","run_id")
);

CREATE INDEX "resource_change_account_id_resource_id_observed_at_idx" ON "resource_change"("account_id", "resource_id", "observed_at" DESC);

CREATE INDEX "resource_change_observed_at_id_idx" ON "resource_change"("observed_at" DESC, "id" DESC);

CREATE INDEX "collector_scope_collector_outcome_idx" ON "collector_scope"("collector", "outcome");

CREATE INDEX "collector_run_started_at_idx" ON "collector_run"("started_at" DESC);

CREATE INDEX "collector_run_account_id_region_collector_started_at_idx" ON "collector_run"("account_id", "region", "collector", "started_at" DESC);

ALTER TABLE "collector_run" ADD CONSTRAINT "collector_run_outcome_check"
    CHECK ("outcome" IN ('success', 'partial', 'failed', 'skipped'));
ALTER TABLE "collector_scope" ADD CONSTRAINT "collector_scope_outcome_check"
    CHECK ("outcome" IN ('success', 'partial', 'failed', 'skipped'));
ALTER TABLE "resource_change" ADD CONSTRAINT "resource_change_change_check"
    CHECK ("change" IN ('created', 'modified', 'gone', 'returned'));

-- The change log is evidence: it is only ever appended to.
CREATE FUNCTION "refuse_change_log_rewrite"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'resource_change is append-only: % is refused', TG_OP USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER "resource_change_append_only" BEFORE UPDATE OR DELETE ON "resource_change"
    FOR EACH ROW EXECUTE FUNCTION "refuse_change_log_rewrite"();
