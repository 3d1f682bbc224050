-- Open alerts by what is counted of them, and resolved ones by when they were: without a look at the alerts themselves.
CREATE INDEX "alert_open_idx" ON "alert" ("state", "severity", "silence_id") WHERE "state" <> 'resolved';
CREATE INDEX "alert_resolved_at_idx" ON "alert" ("resolved_at") WHERE "state" = 'resolved';

-- Runs in the order in which they are listed: many begin at the same time.
CREATE INDEX "collector_run_newest_idx" ON "collector_run" ("started_at" DESC, "account_id", ("run_id"::text));
DROP INDEX "collector_run_started_at_idx";
