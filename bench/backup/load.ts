import type pg from "pg";

/** Writes as collectors do, without pause: new points, endpoints seen again, changes. `stop` waits for the last one. */
export function writeSteadily(pool: pg.Pool): { written(): number; stop(): Promise<void> } {
  let stopped = false;
  let written = 0;
  const writer = async (who: number) => {
    for (let n = 0; !stopped; n++) {
      const { rowCount } = await pool.query(
        `UPDATE vpc_endpoint SET last_seen_at = last_seen_at + interval '1 millisecond', tags = tags || jsonb_build_object('written', $1::text)
         WHERE abs(hashtext(vpc_endpoint_id)) % 4 = $2`,
        [`${who}.${n}`, who],
      );
      written += rowCount ?? 0;
      const added = await pool.query(
        `INSERT INTO resource_change (account_id, observed_at, region, resource_type, resource_id, change, field, before, after, collector, run_id)
         SELECT account_id, clock_timestamp(), region, 'vpc_endpoint', vpc_endpoint_id, 'modified', 'tags', to_jsonb($1::text), to_jsonb(n), 'endpoints', gen_random_uuid()
         FROM vpc_endpoint, generate_series(1, 2) n WHERE abs(hashtext(vpc_endpoint_id)) % 4 = $2 LIMIT 500`,
        [`${who}.${n}`, who],
      );
      written += added.rowCount ?? 0;
    }
  };
  const all = Promise.all([0, 1, 2, 3].map(writer));
  all.catch(() => {});
  return {
    written: () => written,
    async stop() {
      stopped = true;
      await all;
    },
  };
}
