/** What an owner decided last about the verdict `v`, joined as `d`: at most one row. */
export const lastDecisionJoin = `LEFT JOIN LATERAL (SELECT decision, reason, decided_by, decided_at, keep_until
  FROM idle_decision d
  WHERE d.account_id = v.account_id AND d.resource_id = v.resource_id AND d.region = v.region
    AND d.resource_type = v.resource_type AND d.subnet_id = v.subnet_id
  ORDER BY d.id DESC LIMIT 1) d ON true`;

/**
 * Whether an owner keeps, for now, what the verdict `v` is about. True or false, never null.
 * @param now SQL for the current time.
 */
export const keptSql = (now: string) => `coalesce((SELECT d.decision = 'keep' AND d.keep_until > ${now}
  FROM idle_decision d
  WHERE d.account_id = v.account_id AND d.resource_id = v.resource_id AND d.region = v.region
    AND d.resource_type = v.resource_type AND d.subnet_id = v.subnet_id
  ORDER BY d.id DESC LIMIT 1), false)`;
