-- Managed prefix lists that rules of security groups, or routes to other networks, name. `entries` is null where
-- they may not be read.
CREATE TABLE "prefix_list" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "prefix_list_id" TEXT NOT NULL,
    "prefix_list_name" TEXT,
    "address_family" TEXT,
    "owner_id" TEXT,
    "state" TEXT,
    "version" INTEGER,
    "entries" JSONB,
    "tags" JSONB NOT NULL DEFAULT '{}',
    "owner" TEXT,
    "environment" TEXT,
    "application" TEXT,
    "raw" JSONB NOT NULL DEFAULT '{}',
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),
    "collector" TEXT NOT NULL,

    CONSTRAINT "prefix_list_pkey" PRIMARY KEY ("account_id","region","prefix_list_id")
);
