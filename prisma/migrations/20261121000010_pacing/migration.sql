-- The token buckets that all workers share. Unlogged: after a crash of Postgres they count as full, which by the end
-- of its restart they are. Rows are overwritten many times a second: room on the page keeps that cheap.
CREATE UNLOGGED TABLE "api_bucket" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "family" TEXT NOT NULL,
    "full_at" TIMESTAMPTZ(6) NOT NULL,
    "asked_at" TIMESTAMPTZ(6) NOT NULL,
    "slowed_to" DOUBLE PRECISION NOT NULL DEFAULT 1,
    "slowed_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "api_bucket_pkey" PRIMARY KEY ("account_id","region","family")
) WITH (fillfactor = 50);

-- What is due, without reading every scope; runs without an end, without reading every run.
CREATE INDEX "collector_scope_next_attempt_at_idx" ON "collector_scope"("next_attempt_at");
CREATE INDEX "collector_run_ended_at_idx" ON "collector_run"("ended_at");
