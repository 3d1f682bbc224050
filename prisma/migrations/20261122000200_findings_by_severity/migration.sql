-- How many open findings of a severity there are, without going through their rows.
CREATE INDEX "finding_open_severity_idx" ON "finding" ("severity") WHERE "ended_at" IS NULL;
