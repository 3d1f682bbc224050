-- The last check of each account: can it be reached, which permissions are there, which sources of data it has.

CREATE TABLE "account_check" (
    "account_id" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3),
    "checked_at" TIMESTAMPTZ(3),
    "status" TEXT,
    "result" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "account_check_pkey" PRIMARY KEY ("account_id")
);
ALTER TABLE "account_check" ADD CONSTRAINT "account_check_status_check"
  CHECK ("status" IN ('complete', 'incomplete', 'unreachable', 'unknown'));
