-- What somebody should be told: one alert for each thing that is in trouble, and what became of it.

CREATE TABLE "alert" (
    "account_id" TEXT NOT NULL,
    "alert_id" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "flapping" BOOLEAN NOT NULL DEFAULT false,
    "title" TEXT NOT NULL,
    "sentence" TEXT NOT NULL,
    "hop" TEXT,
    "check_id" TEXT,
    "slo_id" TEXT,
    "region" TEXT NOT NULL,
    "vpc_endpoint_id" TEXT,
    "resource_type" TEXT,
    "resource_id" TEXT,
    "service_name" TEXT,
    "owner" TEXT,
    "group_key" TEXT NOT NULL,
    "findings" INTEGER NOT NULL DEFAULT 0,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "fired_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "missing_since" TIMESTAMPTZ(3),
    "resolved_at" TIMESTAMPTZ(3),
    "acknowledged_at" TIMESTAMPTZ(3),
    "acknowledged_by" TEXT,
    "acknowledged_note" TEXT,
    "fired_times" JSONB NOT NULL DEFAULT '[]',
    "confirm" JSONB NOT NULL DEFAULT '[]',
    "evaluated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "alert_pkey" PRIMARY KEY ("account_id","alert_id")
);
CREATE INDEX "alert_state_severity_idx" ON "alert"("state", "severity");
CREATE INDEX "alert_alert_id_idx" ON "alert"("alert_id");
ALTER TABLE "alert" ADD CONSTRAINT "alert_severity_check" CHECK ("severity" IN ('page', 'ticket'));
ALTER TABLE "alert" ADD CONSTRAINT "alert_state_check" CHECK ("state" IN ('firing', 'acknowledged', 'resolved'));

CREATE TABLE "alert_event" (
    "account_id" TEXT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "alert_id" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "sentence" TEXT NOT NULL,
    "by" TEXT,
    "note" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "alert_event_pkey" PRIMARY KEY ("account_id","id")
);
CREATE INDEX "alert_event_account_id_alert_id_idx" ON "alert_event"("account_id", "alert_id");
