-- Sums of verdicts by kind and state, without reading what each verdict says.
CREATE INDEX "idle_verdict_sum_idx" ON "idle_verdict" ("resource_type", "state")
  INCLUDE ("saving_usd", "account_id", "region", "resource_id", "subnet_id");
