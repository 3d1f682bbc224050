-- What each endpoint costs as running totals of a month, all its zones and charges together: a span by endpoint or by
-- endpoint service is read from a row a month of each.

CREATE TABLE "endpoint_cost_running_month" (
    "account_id" TEXT NOT NULL,
    "month" DATE NOT NULL,
    "vpc_endpoint_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "vpc_id" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "vpc_endpoint_type" TEXT NOT NULL,
    "service_name" TEXT NOT NULL,
    "usd_nanos" BIGINT[] DEFAULT ARRAY[]::BIGINT[] NOT NULL,
    "zone_days" SMALLINT[] DEFAULT ARRAY[]::SMALLINT[] NOT NULL,
    "known" SMALLINT[] DEFAULT ARRAY[]::SMALLINT[] NOT NULL,
    "unestimated" SMALLINT[] DEFAULT ARRAY[]::SMALLINT[] NOT NULL,
    "price_effective_from" DATE,
    "price_sources" TEXT[] DEFAULT ARRAY[]::TEXT[] NOT NULL,

    CONSTRAINT "endpoint_cost_running_month_pkey" PRIMARY KEY ("account_id","month","vpc_endpoint_id","region","vpc_id","owner","vpc_endpoint_type","service_name")
) PARTITION BY RANGE ("month");

DO $$ DECLARE first DATE; BEGIN
  FOR first IN SELECT DISTINCT date_trunc('month', day)::date FROM endpoint_cost_day LOOP
    EXECUTE format('CREATE TABLE %I PARTITION OF endpoint_cost_running_month FOR VALUES FROM (%L) TO (%L)',
      'endpoint_cost_running_month_p' || to_char(first, 'YYYYMMDD'), first, (first + interval '1 month')::date);
    INSERT INTO endpoint_cost_running_month
    SELECT g.account_id, first, g.vpc_endpoint_id, g.region, COALESCE(e.vpc_id, ''), COALESCE(e.owner, ''),
      COALESCE(e.vpc_endpoint_type, ''), COALESCE(e.service_name, ''), r.*, k.price_effective_from,
      array_remove(ARRAY[k.price_source], NULL)
    FROM (
      SELECT account_id, region, vpc_endpoint_id, array_agg(place) AS place, array_agg(usd_nanos) AS usd_nanos,
        array_agg(zone_days) AS zone_days, array_agg(known) AS known, array_agg(unestimated) AS unestimated
      FROM (
        SELECT account_id, region, vpc_endpoint_id, day - first + 1 AS place,
          (sum(COALESCE(hours_usd, 0) + COALESCE(data_usd, 0)) * 1000000000)::bigint AS usd_nanos,
          count(*) AS zone_days, count(COALESCE(hours_usd, data_usd)) AS known,
          count(*) FILTER (WHERE reason <> 'zone-unknown') AS unestimated
        FROM endpoint_cost_day WHERE day >= first AND day < first + interval '1 month' GROUP BY 1, 2, 3, 4
      ) daily GROUP BY 1, 2, 3
    ) g
    LEFT JOIN vpc_endpoint e ON e.account_id = g.account_id AND e.region = g.region
      AND e.vpc_endpoint_id = g.vpc_endpoint_id
    LEFT JOIN endpoint_cost k ON k.account_id = g.account_id AND k.vpc_endpoint_id = g.vpc_endpoint_id
    CROSS JOIN LATERAL (
      SELECT array_agg(usd_nanos ORDER BY place), array_agg(zone_days ORDER BY place), array_agg(known ORDER BY place),
        array_agg(unestimated ORDER BY place)
      FROM (
        SELECT n.place, COALESCE(sum(u.usd_nanos) OVER w, 0)::bigint AS usd_nanos,
          COALESCE(sum(u.zone_days) OVER w, 0)::smallint AS zone_days, COALESCE(sum(u.known) OVER w, 0)::smallint AS known,
          COALESCE(sum(u.unestimated) OVER w, 0)::smallint AS unestimated
        FROM generate_series(0, 31) n(place)
        LEFT JOIN unnest(g.place, g.usd_nanos, g.zone_days, g.known, g.unestimated)
          u(place, usd_nanos, zone_days, known, unestimated) ON u.place = n.place
        WINDOW w AS (ORDER BY n.place)
      ) running
    ) r;
  END LOOP;
END $$;
