-- Who did what, as CloudTrail tells it, and how far it has been read.

CREATE TABLE "trail_event" (
    "account_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "event_time" TIMESTAMPTZ(3) NOT NULL,
    "event_name" TEXT NOT NULL,
    "event_source" TEXT NOT NULL,
    "actor" TEXT,
    "actor_arn" TEXT,
    "source_ip" TEXT,
    "user_agent" TEXT,
    "error_code" TEXT,
    "error_message" TEXT,
    "resource_ids" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "request" JSONB,

    CONSTRAINT "trail_event_pkey" PRIMARY KEY ("account_id","event_id")
);

CREATE TABLE "trail_coverage" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "event_group" TEXT NOT NULL,
    "covered_from" TIMESTAMPTZ(3) NOT NULL,
    "covered_to" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "trail_coverage_pkey" PRIMARY KEY ("account_id","region","event_group")
);

CREATE INDEX "trail_event_resource_ids_idx" ON "trail_event" USING GIN ("resource_ids");

CREATE INDEX "trail_event_event_time_idx" ON "trail_event"("event_time" DESC);

CREATE INDEX "trail_event_account_id_region_event_name_event_time_idx" ON "trail_event"("account_id", "region", "event_name", "event_time" DESC);

ALTER TABLE "trail_coverage" ADD CONSTRAINT "trail_coverage_range_check" CHECK ("covered_from" <= "covered_to");

-- A change happened between two looks. Rows from before this column have only the later one.
ALTER TABLE "resource_change" ADD COLUMN "previous_look_at" TIMESTAMPTZ(3);
