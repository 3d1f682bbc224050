-- What Amazon SNS told of connections, each message once.

CREATE TABLE "sns_message" (
    "account_id" TEXT NOT NULL,
    "topic_arn" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "event" TEXT,
    "region" TEXT NOT NULL,
    "service_id" TEXT,
    "vpc_endpoint_id" TEXT,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "subject" TEXT,
    "message" TEXT NOT NULL,
    "scopes" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "sns_message_pkey" PRIMARY KEY ("account_id","topic_arn","message_id")
);
CREATE INDEX "sns_message_received_at_idx" ON "sns_message"("received_at");
CREATE INDEX "sns_message_vpc_endpoint_id_idx" ON "sns_message"("vpc_endpoint_id");
