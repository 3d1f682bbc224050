/**
 * Looks for words in the names of accounts, of the account that the expression names. The names are gone through once,
 * before the rows, so that no row needs its account for it and Postgres can share the rows among its processes.
 */
export const accountNameSearch = (accountId: string) => ({
  sql: `${accountId} = ANY(ARRAY(SELECT named.account_id FROM account named WHERE named.name ILIKE :q))`,
});
