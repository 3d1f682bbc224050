-- What probes of a region took, by day: a year of latency is some hundred rows, not millions of hours of series.

CREATE TABLE "probe_region_day" (
    "region" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "timed" INTEGER NOT NULL,
    "total_histogram" INTEGER[] DEFAULT ARRAY[]::INTEGER[] NOT NULL,
    "summed_to" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "probe_region_day_pkey" PRIMARY KEY ("region","day")
);
