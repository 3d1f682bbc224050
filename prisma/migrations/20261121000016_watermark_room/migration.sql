-- Watermarks are overwritten at every poll: with room on the page their indexes need not be.
ALTER TABLE "metric_watermark" SET (fillfactor = 50);
