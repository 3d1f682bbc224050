const production = /^(p|prd|prod|production|live)$/i;

/** Whether the value of an environment tag means production. */
export const isProduction = (environment: string): boolean => production.test(environment.trim());
