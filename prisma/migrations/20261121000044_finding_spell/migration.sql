-- What a finding was before it began anew: `finding` has its present spell, or the last one.
CREATE TABLE "finding_spell" (
  "account_id" TEXT NOT NULL,
  "finding_key" TEXT NOT NULL,
  "since" TIMESTAMPTZ(3) NOT NULL,
  "ended_at" TIMESTAMPTZ(3) NOT NULL,
  "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
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

  CONSTRAINT "finding_spell_pkey" PRIMARY KEY ("account_id", "finding_key", "since")
);

CREATE INDEX "finding_spell_account_id_vpc_endpoint_id_idx" ON "finding_spell"("account_id", "vpc_endpoint_id");
CREATE INDEX "finding_spell_ended_at_idx" ON "finding_spell"("ended_at");
