/** Of `polling_need p`: resources that are still asked about. A scope that the configuration gave up keeps its rows. */
export const stillAsked = `EXISTS (SELECT FROM collector_scope s
  WHERE s.account_id = p.account_id AND s.region = p.region AND s.collector = 'metrics' AND s.retired_at IS NULL)`;
