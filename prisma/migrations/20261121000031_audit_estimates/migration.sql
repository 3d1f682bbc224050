-- Whether an endpoint's estimate in an audit is of the whole time; null where there is none.
ALTER TABLE "audit_endpoint" ADD COLUMN "estimated_complete" BOOLEAN;
