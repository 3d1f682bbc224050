-- Findings of any state, the worst first, as the list orders them, without sorting all that were ever found.
CREATE INDEX "finding_any_idx" ON "finding" (
  ((2 * (3 - array_position(ARRAY['page', 'ticket', 'info'], "severity")) + "is_verdict"::int)::text) DESC NULLS LAST,
  "account_id", "finding_key");
