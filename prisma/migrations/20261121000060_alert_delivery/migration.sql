-- Who is told of alerts, what they were sent, and when nobody is to be told.

ALTER TABLE "alert" ADD COLUMN "environment" TEXT;
ALTER TABLE "alert" ADD COLUMN "asking_since" TIMESTAMPTZ(3);
UPDATE "alert" SET "asking_since" = "fired_at";
ALTER TABLE "alert" ALTER COLUMN "asking_since" SET NOT NULL;
ALTER TABLE "alert" ADD COLUMN "silence_id" TEXT;
ALTER TABLE "alert" ADD COLUMN "silenced_until" TIMESTAMPTZ(3);
CREATE INDEX "alert_group_key_idx" ON "alert"("group_key");

CREATE TABLE "alert_silence" (
    "silence_id" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "matchers" JSONB NOT NULL DEFAULT '{}',
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_by" TEXT,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "alert_silence_pkey" PRIMARY KEY ("silence_id")
);
CREATE INDEX "alert_silence_ends_at_idx" ON "alert_silence"("ends_at");

CREATE TABLE "alert_told" (
    "account_id" TEXT NOT NULL,
    "alert_id" TEXT NOT NULL,
    "receiver" TEXT NOT NULL,
    "group_key" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "labels" JSONB,
    "told_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "alert_told_pkey" PRIMARY KEY ("account_id","alert_id","receiver")
);
CREATE INDEX "alert_told_receiver_group_key_idx" ON "alert_told"("receiver", "group_key");

CREATE TABLE "alert_delivery" (
    "account_id" TEXT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "alert_id" TEXT NOT NULL,
    "receiver" TEXT NOT NULL,
    "group_key" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "by" TEXT,
    "note" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "labels" JSONB,
    "message_id" TEXT,

    CONSTRAINT "alert_delivery_pkey" PRIMARY KEY ("account_id","id")
);
CREATE INDEX "alert_delivery_account_id_alert_id_idx" ON "alert_delivery"("account_id", "alert_id");
CREATE INDEX "alert_delivery_message_id_idx" ON "alert_delivery"("message_id");
CREATE INDEX "alert_delivery_receiver_message_id_idx" ON "alert_delivery"("receiver", "message_id");

CREATE TABLE "alert_message" (
    "message_id" TEXT NOT NULL,
    "receiver" TEXT NOT NULL,
    "group_key" TEXT NOT NULL,
    "under_way" TEXT,
    "state" TEXT NOT NULL,
    "events" INTEGER NOT NULL,
    "payload" JSONB NOT NULL,
    "step" INTEGER NOT NULL DEFAULT 0,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "last_attempt_at" TIMESTAMPTZ(3),
    "last_status" INTEGER,
    "last_error" TEXT,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "alert_message_pkey" PRIMARY KEY ("message_id")
);
CREATE INDEX "alert_message_receiver_next_attempt_at_idx" ON "alert_message"("receiver", "next_attempt_at");
CREATE INDEX "alert_message_ended_at_idx" ON "alert_message"("ended_at");
-- One message of a group under way at a time: what is told later cannot arrive sooner.
CREATE UNIQUE INDEX "alert_message_receiver_under_way_key" ON "alert_message"("receiver", "under_way");
ALTER TABLE "alert_message" ADD CONSTRAINT "alert_message_state_check"
    CHECK ("state" IN ('waiting', 'refused', 'delivered', 'unneeded', 'superseded', 'abandoned'));

CREATE TABLE "alert_receiver" (
    "receiver" TEXT NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "resume_at" TIMESTAMPTZ(3),
    "last_success_at" TIMESTAMPTZ(3),
    "last_failure_at" TIMESTAMPTZ(3),
    "last_status" INTEGER,
    "last_error" TEXT,
    "resent_at" TIMESTAMPTZ(3),
    "heartbeat_at" TIMESTAMPTZ(3),
    "tested_at" TIMESTAMPTZ(3),

    CONSTRAINT "alert_receiver_pkey" PRIMARY KEY ("receiver")
);
