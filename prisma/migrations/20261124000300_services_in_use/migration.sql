-- Whether AWS still offers the service to the account. Before this, every row was of an offer.
ALTER TABLE "available_service" ADD COLUMN "offered" BOOLEAN NOT NULL DEFAULT true;
