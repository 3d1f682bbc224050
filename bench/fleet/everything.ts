import { type Config, configSchema } from "#lib/config/schema.ts";

/** All that Linkledger can collect from the simulator: probes too, and logs wherever they may tell something. */
export const everythingConfig = (): Config =>
  configSchema.parse({
    organization: {},
    probes: { prometheus: [{ url: `${process.env.AWS_ENDPOINT_URL}/prometheus`, backfillHours: 1 }] },
    logsInsights: { usdPerDay: 100_000 },
  });
