-- Endpoints are written before the subnets and interfaces that tell their zones, and once more then: with room on the
-- page none of their indexes is written a second time, and what the first version took is used again.
ALTER TABLE "vpc_endpoint" SET (fillfactor = 50);
