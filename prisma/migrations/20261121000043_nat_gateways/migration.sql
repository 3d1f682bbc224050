-- What leaves NAT gateways, where an endpoint beside them lost its traffic.

CREATE TABLE "nat_gateway_traffic" (
    "account_id" TEXT NOT NULL,
    "nat_gateway_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "bytes_daily" BIGINT[] NOT NULL,
    "bytes_daily_from" TIMESTAMPTZ(3) NOT NULL,
    "measured_to" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "nat_gateway_traffic_pkey" PRIMARY KEY ("account_id","nat_gateway_id")
);
