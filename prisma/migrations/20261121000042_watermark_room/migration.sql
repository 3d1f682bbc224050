-- Every poll moves the watermarks of what it asked for. With room on its page a row is written anew beside itself, and
-- no index has to learn of it.
ALTER TABLE "metric_watermark" SET (fillfactor = 50);
