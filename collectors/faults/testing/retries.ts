import type { ClientOptions } from "../../aws/clients.ts";

type RetryStrategy = Extract<ClientOptions["retryStrategy"], { refreshRetryTokenForRetry: unknown }>;
type Token = Awaited<ReturnType<RetryStrategy["acquireInitialRetryToken"]>>;

const attempts = 5;
const token = (retries: number): Token => ({ getRetryCount: () => retries, getRetryDelay: () => 0 });

const strategy: RetryStrategy = {
  acquireInitialRetryToken: async () => token(0),
  async refreshRetryTokenForRetry(last, { errorType }) {
    if (errorType === "CLIENT_ERROR" || last.getRetryCount() + 1 >= attempts)
      throw new Error("no retry is left");
    return token(last.getRetryCount() + 1);
  },
  recordSuccess: () => {},
};

/** As many attempts as the product makes, without the waits between them. */
export const hurriedRetries: ClientOptions = { retryStrategy: strategy };
