-- A fallback and the Price List may name the same day: both are kept.
ALTER TABLE "price" DROP CONSTRAINT "price_pkey";
ALTER TABLE "price" ADD CONSTRAINT "price_pkey" PRIMARY KEY ("region","product","source","effective_from","tier_from_units");
