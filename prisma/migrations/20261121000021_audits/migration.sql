-- Audits: which scopes were complete on which days, and frozen quarters with their hash.

-- One letter a day from the quarter's first day (UTC): c complete, p partial, f failed, s skipped, '.' nothing on
-- record. Kept because records of runs are forgotten after a month.
CREATE TABLE "scope_quarter" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "collector" TEXT NOT NULL,
    "quarter" TEXT NOT NULL,
    "days" TEXT NOT NULL,
    "recorded_to" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "scope_quarter_pkey" PRIMARY KEY ("account_id","region","collector","quarter")
);
CREATE INDEX "scope_quarter_recorded_to_idx" ON "scope_quarter"("recorded_to");

-- The header is written last: from then on the snapshot is sealed.
CREATE TABLE "audit_snapshot" (
    "snapshot_id" UUID NOT NULL,
    "quarter" TEXT NOT NULL,
    "quarter_from" TIMESTAMPTZ(3) NOT NULL,
    "quarter_to" TIMESTAMPTZ(3) NOT NULL,
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "made_by" TEXT NOT NULL,
    "proven_from" TIMESTAMPTZ(3),
    "endpoints" INTEGER NOT NULL,
    "services" INTEGER NOT NULL,
    "connections" INTEGER NOT NULL,
    "findings" INTEGER NOT NULL,
    "scopes" INTEGER NOT NULL,
    "scopes_covered" INTEGER NOT NULL,
    "statement" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,

    CONSTRAINT "audit_snapshot_pkey" PRIMARY KEY ("snapshot_id")
);
CREATE INDEX "audit_snapshot_as_of_idx" ON "audit_snapshot"("as_of" DESC);

-- Keys sort by bytes: the order of rows, and so the hash, is the same on every server.
CREATE TABLE "audit_endpoint" (
    "snapshot_id" UUID NOT NULL,
    "account_id" TEXT COLLATE "C" NOT NULL,
    "region" TEXT COLLATE "C" NOT NULL,
    "vpc_endpoint_id" TEXT COLLATE "C" NOT NULL,
    "account_name" TEXT,
    "vpc_id" TEXT,
    "vpc_endpoint_type" TEXT NOT NULL,
    "service_name" TEXT,
    "service_region" TEXT,
    "state" TEXT,
    "owner" TEXT,
    "environment" TEXT,
    "application" TEXT,
    "az_ids" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "security_group_ids" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "private_dns_enabled" BOOLEAN,
    "requester_managed" BOOLEAN,
    "policy_document" TEXT,
    "policy_digest" TEXT,
    "principals" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "creation_timestamp" TIMESTAMPTZ(3),
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "basis" TEXT NOT NULL,
    "covered" BOOLEAN NOT NULL,
    "bytes" BIGINT,
    "bytes_complete" BOOLEAN,
    "billed_usd" DECIMAL(18,6),
    "estimated_usd" DECIMAL(18,6),
    "idle_state" TEXT,
    "worst_finding" TEXT,

    CONSTRAINT "audit_endpoint_pkey" PRIMARY KEY ("snapshot_id","account_id","region","vpc_endpoint_id")
);

CREATE TABLE "audit_service" (
    "snapshot_id" UUID NOT NULL,
    "account_id" TEXT COLLATE "C" NOT NULL,
    "region" TEXT COLLATE "C" NOT NULL,
    "service_id" TEXT COLLATE "C" NOT NULL,
    "account_name" TEXT,
    "service_name" TEXT NOT NULL,
    "service_state" TEXT,
    "acceptance_required" BOOLEAN,
    "principals" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "az_ids" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "load_balancer_arns" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "private_dns_name" TEXT,
    "supported_regions" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "connections" INTEGER NOT NULL,
    "owner" TEXT,
    "environment" TEXT,
    "application" TEXT,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "covered" BOOLEAN NOT NULL,

    CONSTRAINT "audit_service_pkey" PRIMARY KEY ("snapshot_id","account_id","region","service_id")
);

CREATE TABLE "audit_connection" (
    "snapshot_id" UUID NOT NULL,
    "account_id" TEXT COLLATE "C" NOT NULL,
    "region" TEXT COLLATE "C" NOT NULL,
    "service_id" TEXT COLLATE "C" NOT NULL,
    "vpc_endpoint_id" TEXT COLLATE "C" NOT NULL,
    "vpc_endpoint_owner" TEXT,
    "vpc_endpoint_region" TEXT,
    "vpc_endpoint_state" TEXT,
    "creation_timestamp" TIMESTAMPTZ(3),
    "owner" TEXT,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "basis" TEXT NOT NULL,
    "covered" BOOLEAN NOT NULL,

    CONSTRAINT "audit_connection_pkey" PRIMARY KEY ("snapshot_id","account_id","region","service_id","vpc_endpoint_id")
);

CREATE TABLE "audit_finding" (
    "snapshot_id" UUID NOT NULL,
    "account_id" TEXT COLLATE "C" NOT NULL,
    "region" TEXT COLLATE "C" NOT NULL,
    "finding_id" TEXT COLLATE "C" NOT NULL,
    "resource_id" TEXT,
    "check_id" TEXT NOT NULL,
    "severity" TEXT,
    "state" TEXT NOT NULL,
    "sentence" TEXT,
    "since" TIMESTAMPTZ(3),
    "owner" TEXT,
    "covered" BOOLEAN NOT NULL,

    CONSTRAINT "audit_finding_pkey" PRIMARY KEY ("snapshot_id","account_id","region","finding_id")
);

CREATE TABLE "audit_coverage" (
    "snapshot_id" UUID NOT NULL,
    "account_id" TEXT COLLATE "C" NOT NULL,
    "region" TEXT COLLATE "C" NOT NULL,
    "collector" TEXT COLLATE "C" NOT NULL,
    "days" TEXT NOT NULL,
    "days_complete" INTEGER NOT NULL,
    "days_expected" INTEGER NOT NULL,
    "first_complete_day" DATE,
    "last_complete_day" DATE,
    "covered" BOOLEAN NOT NULL,

    CONSTRAINT "audit_coverage_pkey" PRIMARY KEY ("snapshot_id","account_id","region","collector")
);

-- About exactly the snapshot of that hash.
CREATE TABLE "audit_attestation" (
    "snapshot_id" UUID NOT NULL,
    "attestation_id" UUID NOT NULL,
    "sha256" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "remark" TEXT,
    "attested_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_attestation_pkey" PRIMARY KEY ("snapshot_id","attestation_id")
);

-- What is frozen stays so.
CREATE FUNCTION "refuse_audit_rewrite"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is frozen: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END
$$;

-- Rows of a snapshot are written before its header, never after.
CREATE FUNCTION "refuse_sealed_audit"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM audit_snapshot s WHERE s.snapshot_id IN (SELECT snapshot_id FROM added)) THEN
        RAISE EXCEPTION '% belongs to a sealed audit: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END
$$;

DO $$
DECLARE owner TEXT;
BEGIN
    FOREACH owner IN ARRAY ARRAY['audit_snapshot', 'audit_attestation', 'audit_endpoint', 'audit_service',
        'audit_connection', 'audit_finding', 'audit_coverage'] LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_rewrite()', owner || '_frozen', owner);
        CONTINUE WHEN owner IN ('audit_snapshot', 'audit_attestation');
        EXECUTE format('CREATE TRIGGER %I AFTER INSERT ON %I REFERENCING NEW TABLE AS added
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_sealed_audit()', owner || '_sealed', owner);
    END LOOP;
END
$$;

-- Of an endpoint policy: its JSON, null where it is none; a policy AWS could not have written must not end an audit.
CREATE FUNCTION "audit_policy_json"(document TEXT) RETURNS JSONB LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN document::jsonb;
EXCEPTION WHEN OTHERS THEN
    RETURN NULL;
END
$$;
