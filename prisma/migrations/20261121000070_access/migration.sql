-- Who is signed in, which tokens there are, and who did what.
CREATE TABLE "access_session" (
  "session_id" TEXT NOT NULL,
  "issuer" TEXT NOT NULL,
  "subject" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "email" TEXT,
  "groups" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "ended_at" TIMESTAMPTZ(3),
  CONSTRAINT "access_session_pkey" PRIMARY KEY ("session_id")
);
CREATE INDEX "access_session_expires_at_idx" ON "access_session" ("expires_at");

CREATE TABLE "access_token" (
  "token_id" UUID NOT NULL,
  "name" TEXT NOT NULL,
  "prefix" TEXT NOT NULL,
  "sha256" TEXT NOT NULL,
  "role" TEXT NOT NULL,
  "unlimited" BOOLEAN NOT NULL,
  "accounts" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
  "owners" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
  "made_by" TEXT NOT NULL,
  "made_at" TIMESTAMPTZ(3) NOT NULL,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "revoked_at" TIMESTAMPTZ(3),
  "revoked_by" TEXT,
  "last_used_at" TIMESTAMPTZ(3),
  CONSTRAINT "access_token_pkey" PRIMARY KEY ("token_id")
);
CREATE UNIQUE INDEX "access_token_sha256_key" ON "access_token" ("sha256");

CREATE TABLE "access_event" (
  "event_id" UUID NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "actor_kind" TEXT NOT NULL,
  "actor" TEXT NOT NULL,
  "subject" TEXT NOT NULL,
  "email" TEXT,
  "action" TEXT NOT NULL,
  "outcome" TEXT NOT NULL,
  "target" TEXT NOT NULL,
  "detail" TEXT,
  "address" TEXT,
  CONSTRAINT "access_event_pkey" PRIMARY KEY ("event_id")
);
CREATE INDEX "access_event_at_idx" ON "access_event" ("at" DESC);

CREATE FUNCTION "refuse_access_event_rewrite"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'who did what is append-only: % is refused', TG_OP;
END $$;
CREATE TRIGGER "access_event_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "access_event"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_access_event_rewrite"();
