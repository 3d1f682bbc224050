-- What is idle and with which proof, how that changed, and what owners decided about it.

CREATE TABLE "idle_verdict" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "resource_type" TEXT NOT NULL,
    "resource_id" TEXT NOT NULL,
    "subnet_id" TEXT NOT NULL DEFAULT '',
    "az_id" TEXT,
    "name" TEXT,
    "kind" TEXT,
    "service_name" TEXT,
    "owner" TEXT,
    "environment" TEXT,
    "application" TEXT,
    "state" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "known_state" TEXT,
    "known_since" TIMESTAMPTZ(3),
    "idle_days" INTEGER,
    "last_traffic_at" TIMESTAMPTZ(3),
    "window_bytes" BIGINT,
    "confidence" TEXT,
    "saving_usd" DECIMAL(14,4),
    "price_usd" DECIMAL(18,10),
    "price_date" DATE,
    "price_source" TEXT,
    "evidence" JSONB NOT NULL DEFAULT '{}',
    "as_of" TIMESTAMPTZ(3),
    "evaluated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idle_verdict_pkey" PRIMARY KEY ("account_id","region","resource_type","resource_id","subnet_id")
);
CREATE INDEX "idle_verdict_state_saving_usd_idx" ON "idle_verdict"("state", "saving_usd" DESC);
CREATE INDEX "idle_verdict_resource_id_idx" ON "idle_verdict"("resource_id");
ALTER TABLE "idle_verdict" ADD CONSTRAINT "idle_verdict_resource_type_check"
    CHECK ("resource_type" IN ('endpoint', 'endpoint-az', 'service', 'load-balancer'));
ALTER TABLE "idle_verdict" ADD CONSTRAINT "idle_verdict_state_check"
    CHECK ("state" IN ('active', 'low-use', 'idle', 'too-new', 'not-measurable', 'unknown'));

CREATE TABLE "idle_transition" (
    "account_id" TEXT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "region" TEXT NOT NULL,
    "resource_type" TEXT NOT NULL,
    "resource_id" TEXT NOT NULL,
    "subnet_id" TEXT NOT NULL DEFAULT '',
    "from_state" TEXT NOT NULL,
    "to_state" TEXT NOT NULL,
    "known_state_before" TEXT,
    "change" TEXT,
    "reason" TEXT NOT NULL,
    "saving_usd" DECIMAL(14,4),
    "as_of" TIMESTAMPTZ(3),
    "observed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idle_transition_pkey" PRIMARY KEY ("account_id","id")
);
CREATE INDEX "idle_transition_observed_at_id_idx" ON "idle_transition"("observed_at" DESC, "id" DESC);
CREATE INDEX "idle_transition_account_id_resource_id_id_idx" ON "idle_transition"("account_id", "resource_id", "id" DESC);
ALTER TABLE "idle_transition" ADD CONSTRAINT "idle_transition_change_check"
    CHECK ("change" IN ('became-idle', 'woke-up'));

CREATE TABLE "idle_decision" (
    "account_id" TEXT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "region" TEXT NOT NULL,
    "resource_type" TEXT NOT NULL,
    "resource_id" TEXT NOT NULL,
    "subnet_id" TEXT NOT NULL DEFAULT '',
    "decision" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "keep_until" TIMESTAMPTZ(3),
    "decided_by" TEXT NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT,
    "saving_usd" DECIMAL(14,4),
    "price_usd" DECIMAL(18,10),
    "price_date" DATE,
    "gone_at" TIMESTAMPTZ(3),
    "verified_by" TEXT,

    CONSTRAINT "idle_decision_pkey" PRIMARY KEY ("account_id","id")
);
CREATE INDEX "idle_decision_account_id_resource_id_id_idx" ON "idle_decision"("account_id", "resource_id", "id" DESC);
ALTER TABLE "idle_decision" ADD CONSTRAINT "idle_decision_decision_check"
    CHECK ("decision" IN ('keep', 'retire', 'retired', 'undo'));
ALTER TABLE "idle_decision" ADD CONSTRAINT "idle_decision_verified_by_check"
    CHECK ("verified_by" IN ('absence', 'bill'));
