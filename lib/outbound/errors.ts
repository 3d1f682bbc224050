import { LinkledgerError } from "../errors.ts";

/** Linkledger does not send there, now or later, until the configuration changes. Its message holds no path or query. */
export class OutboundRefusedError extends LinkledgerError {
  constructor(message: string, options?: ErrorOptions) {
    super("outbound-refused", message, options);
  }
}

/** The receiver did not answer: worth another try. Its message holds no path or query. */
export class OutboundFailedError extends LinkledgerError {
  constructor(message: string, options?: ErrorOptions) {
    super("outbound-failed", message, options);
  }
}
