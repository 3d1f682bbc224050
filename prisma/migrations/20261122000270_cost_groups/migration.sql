-- What endpoints cost by group, as running totals of a month: two elements of each array tell any days of it, so that a
-- span is read from some rows a month, not from every zone of every endpoint on every day.

CREATE TABLE "endpoint_group_cost_month" (
    "account_id" TEXT NOT NULL,
    "month" DATE NOT NULL,
    "region" TEXT NOT NULL,
    "az_id" TEXT NOT NULL,
    "vpc_id" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "vpc_endpoint_type" TEXT NOT NULL,
    "hours_nanos" BIGINT[] DEFAULT ARRAY[]::BIGINT[] NOT NULL,
    "data_nanos" BIGINT[] DEFAULT ARRAY[]::BIGINT[] NOT NULL,
    "zone_days" INTEGER[] DEFAULT ARRAY[]::INTEGER[] NOT NULL,
    "hours_known" INTEGER[] DEFAULT ARRAY[]::INTEGER[] NOT NULL,
    "data_known" INTEGER[] DEFAULT ARRAY[]::INTEGER[] NOT NULL,
    "unestimated" INTEGER[] DEFAULT ARRAY[]::INTEGER[] NOT NULL,
    "price_effective_from" DATE,
    "price_sources" TEXT[] DEFAULT ARRAY[]::TEXT[] NOT NULL,

    CONSTRAINT "endpoint_group_cost_month_pkey" PRIMARY KEY ("account_id","month","region","az_id","vpc_id","owner","vpc_endpoint_type")
) PARTITION BY RANGE ("month");

-- Days of which an estimate was stored and the sums do not know yet.
CREATE TABLE "endpoint_cost_unsummed" (
    "account_id" TEXT NOT NULL,
    "day" DATE NOT NULL,

    CONSTRAINT "endpoint_cost_unsummed_pkey" PRIMARY KEY ("account_id","day")
);

DO $$ DECLARE first DATE; BEGIN
  FOR first IN SELECT DISTINCT date_trunc('month', day)::date FROM endpoint_cost_day LOOP
    EXECUTE format('CREATE TABLE %I PARTITION OF endpoint_group_cost_month FOR VALUES FROM (%L) TO (%L)',
      'endpoint_group_cost_month_p' || to_char(first, 'YYYYMMDD'), first, (first + interval '1 month')::date);
    INSERT INTO endpoint_group_cost_month
    SELECT g.account_id, first, g.region, g.az_id, g.vpc_id, g.owner, g.vpc_endpoint_type, r.*, g.price_effective_from,
      array_remove(ARRAY[g.one_source, nullif(g.other_source, g.one_source)], NULL)
    FROM (
      SELECT account_id, region, az_id, vpc_id, owner, vpc_endpoint_type, array_agg(place) AS place,
        array_agg(hours_nanos) AS hours_nanos, array_agg(data_nanos) AS data_nanos, array_agg(zone_days) AS zone_days,
        array_agg(hours_known) AS hours_known, array_agg(data_known) AS data_known, array_agg(unestimated) AS unestimated,
        max(price_effective_from) AS price_effective_from, min(one_source) AS one_source, max(other_source) AS other_source
      FROM (
        SELECT d.account_id, d.region, d.az_id, COALESCE(e.vpc_id, '') AS vpc_id, COALESCE(e.owner, '') AS owner,
          COALESCE(e.vpc_endpoint_type, '') AS vpc_endpoint_type, d.day - first + 1 AS place,
          COALESCE(sum(d.hours_usd) * 1000000000, 0)::bigint AS hours_nanos,
          COALESCE(sum(d.data_usd) * 1000000000, 0)::bigint AS data_nanos, count(*) AS zone_days,
          count(d.hours_usd) AS hours_known, count(d.data_usd) AS data_known,
          count(*) FILTER (WHERE d.reason <> 'zone-unknown') AS unestimated,
          max(k.price_effective_from) AS price_effective_from, min(k.price_source) AS one_source,
          max(k.price_source) AS other_source
        FROM endpoint_cost_day d
        LEFT JOIN vpc_endpoint e ON e.account_id = d.account_id AND e.region = d.region
          AND e.vpc_endpoint_id = d.vpc_endpoint_id
        LEFT JOIN endpoint_cost k ON k.account_id = d.account_id AND k.vpc_endpoint_id = d.vpc_endpoint_id
        WHERE d.day >= first AND d.day < first + interval '1 month'
        GROUP BY 1, 2, 3, 4, 5, 6, 7
      ) daily GROUP BY 1, 2, 3, 4, 5, 6
    ) g CROSS JOIN LATERAL (
      SELECT array_agg(hours_nanos ORDER BY place), array_agg(data_nanos ORDER BY place),
        array_agg(zone_days ORDER BY place), array_agg(hours_known ORDER BY place),
        array_agg(data_known ORDER BY place), array_agg(unestimated ORDER BY place)
      FROM (
        SELECT n.place, COALESCE(sum(u.hours_nanos) OVER w, 0)::bigint AS hours_nanos,
          COALESCE(sum(u.data_nanos) OVER w, 0)::bigint AS data_nanos, COALESCE(sum(u.zone_days) OVER w, 0)::int AS zone_days,
          COALESCE(sum(u.hours_known) OVER w, 0)::int AS hours_known,
          COALESCE(sum(u.data_known) OVER w, 0)::int AS data_known,
          COALESCE(sum(u.unestimated) OVER w, 0)::int AS unestimated
        FROM generate_series(0, 31) n(place)
        LEFT JOIN unnest(g.place, g.hours_nanos, g.data_nanos, g.zone_days, g.hours_known, g.data_known, g.unestimated)
          u(place, hours_nanos, data_nanos, zone_days, hours_known, data_known, unestimated) ON u.place = n.place
        WINDOW w AS (ORDER BY n.place)
      ) running
    ) r;
  END LOOP;
END $$;

-- A worker of the version before does not say which days it changes: those that it may still change are summed once more.
INSERT INTO "endpoint_cost_unsummed"
SELECT DISTINCT account_id, day FROM endpoint_cost_day WHERE day >= (SELECT max(day) - 36 FROM endpoint_cost_day);
