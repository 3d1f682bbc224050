-- The path of each endpoint as it was last walked, and what fails in the fleet. `lanes`, `hops` and `beside` are json,
-- not jsonb: nothing is looked up inside, and a fleet's worth of them is written.
CREATE TABLE "endpoint_diagnosis" (
    "account_id" TEXT NOT NULL,
    "vpc_endpoint_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "service_name" TEXT,
    "consumer_ours" BOOLEAN NOT NULL,
    "provider_ours" BOOLEAN NOT NULL,
    "other_side" TEXT,
    "verdict" TEXT NOT NULL,
    "hop" TEXT,
    "check_id" TEXT,
    "sentence" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3),
    "worst_finding" TEXT,
    "worst_severity" TEXT,
    "walk" JSON NOT NULL,
    "walk_digest" TEXT NOT NULL,
    "walked_at" TIMESTAMPTZ(3) NOT NULL,
    "as_of" TIMESTAMPTZ(3),
    "evaluated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "endpoint_diagnosis_pkey" PRIMARY KEY ("account_id", "vpc_endpoint_id")
);

CREATE INDEX "endpoint_diagnosis_vpc_endpoint_id_idx" ON "endpoint_diagnosis"("vpc_endpoint_id");

CREATE TABLE "finding" (
    "account_id" TEXT NOT NULL,
    "finding_key" TEXT NOT NULL,
    "check_id" TEXT NOT NULL,
    "hop" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "sentence" TEXT NOT NULL,
    "resource_type" TEXT NOT NULL,
    "resource_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "vpc_endpoint_id" TEXT,
    "service_name" TEXT,
    "az_id" TEXT,
    "owner" TEXT,
    "is_verdict" BOOLEAN NOT NULL,
    "stale" BOOLEAN NOT NULL DEFAULT false,
    "stale_reason" TEXT,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "evaluated_at" TIMESTAMPTZ(3) NOT NULL,
    "evidence" JSONB NOT NULL DEFAULT '[]',
    "confirm" JSONB NOT NULL DEFAULT '[]',
    "fix" JSONB,
    "content_digest" TEXT NOT NULL,

    CONSTRAINT "finding_pkey" PRIMARY KEY ("account_id", "finding_key")
);

CREATE INDEX "finding_account_id_vpc_endpoint_id_idx" ON "finding"("account_id", "vpc_endpoint_id");
CREATE INDEX "finding_since_idx" ON "finding"("since" DESC);
