import type pg from "pg";

/** A fleet of `size` endpoints in 200 accounts × 3 regions, with tags such as people write. */
export async function fillEndpoints(pool: pg.Pool, size: number): Promise<void> {
  await pool.query("TRUNCATE vpc_endpoint, vpc_endpoint_traffic, account, collector_scope");
  await pool.query(
    `INSERT INTO account (account_id, name, source, first_seen_at, last_seen_at, collector)
     SELECT lpad(n::text, 12, '0'), 'account-' || n, 'config', now(), now(), 'accounts' FROM generate_series(1, 200) n`,
  );
  await pool.query(
    `INSERT INTO collector_scope (account_id, region, collector, outcome, last_success_at, interval_seconds)
     SELECT account_id, region, 'endpoints', 'success', now(), 600
     FROM account, unnest('{us-east-1,eu-west-1,ap-northeast-1}'::text[]) region`,
  );
  await pool.query(
    `INSERT INTO vpc_endpoint (account_id, region, vpc_endpoint_id, vpc_id, vpc_endpoint_type, service_name, service_region,
       state, private_dns_enabled, requester_managed, ip_address_type, creation_timestamp, subnet_ids, az_ids,
       network_interface_ids, security_group_ids, tags, owner, environment, application, raw, first_seen_at, last_seen_at, collector)
     SELECT lpad((1 + n % 200)::text, 12, '0'), (ARRAY['us-east-1','eu-west-1','ap-northeast-1'])[1 + n % 3],
       'vpce-' || lpad(to_hex(n), 17, '0'), 'vpc-' || lpad(to_hex(n / 20), 17, '0'), 'Interface',
       'com.amazonaws.us-east-1.svc-' || n % 60, 'us-east-1', 'available', n % 2 = 0, false, 'ipv4', now() - n * interval '1 second',
       ARRAY['subnet-a' || n, 'subnet-b' || n, 'subnet-c' || n], '{use1-az1,use1-az2,use1-az4}',
       ARRAY['eni-a' || n, 'eni-b' || n, 'eni-c' || n], ARRAY['sg-' || n % 500],
       jsonb_build_object('team', 'team-' || n % 80, 'env', 'prod', 'app', 'app-' || n % 300, 'note', 'said "no", then' || E'\\n' || 'left',
         'link', '=HYPERLINK("x")', 'Name', 'endpoint of team ' || n % 80),
       'team-' || n % 80, 'prod', 'app-' || n % 300, jsonb_build_object('pad', repeat(md5(n::text), 20)), now(), now(), 'endpoints'
     FROM generate_series(1, $1::int) n`,
    [size],
  );
  await pool.query(
    `INSERT INTO vpc_endpoint_traffic (account_id, vpc_endpoint_id, bytes_30d, last_traffic_at, updated_at)
     SELECT account_id, vpc_endpoint_id, (hashtext(vpc_endpoint_id)::bigint + 2147483648) * 1000, now(), now() FROM vpc_endpoint`,
  );
  await pool.query("ANALYZE");
}
